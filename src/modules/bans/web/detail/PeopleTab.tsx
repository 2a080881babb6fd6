import { useTranslation } from 'react-i18next';
import { useAction } from '../../../../web/api/index.ts';
import { PeopleOfAsset } from '../../../../web/kit/index.ts';
import { addHostPerson, removeHostPerson } from '../../contract/host-routes.ts';
import type { HostDetail } from '../../contract/host-shapes.ts';

/** Who answers for the host. */
export function PeopleTab({ host }: { readonly host: HostDetail }) {
  const { t } = useTranslation('bans');
  const { run } = useAction(removeHostPerson, { touches: ['assets', 'findings'] });
  return (
    <PeopleOfAsset
      asset={host}
      about={t('people.text')}
      mayEdit={host.may.includes('bans:hosts')}
      add={addHostPerson}
      remove={(personId) => run({ id: host.id, personId })}
    />
  );
}
