import { useTranslation } from 'react-i18next';
import { useAction } from '../../../../web/api/index.ts';
import { PeopleOfAsset } from '../../../../web/kit/index.ts';
import { addResponsible, removeResponsible } from '../../contract/routes.ts';
import type { ServerDetail } from '../../contract/shapes.ts';

/** Who answers for the server. */
export function PeopleTab({ server }: { readonly server: ServerDetail }) {
  const { t } = useTranslation('servers');
  const { run } = useAction(removeResponsible, { touches: ['assets', 'findings'] });
  return (
    <PeopleOfAsset
      asset={server}
      about={t('people.text')}
      mayEdit={server.may.includes('servers:edit')}
      add={addResponsible}
      remove={(userId) => run({ id: server.id, userId })}
    />
  );
}
