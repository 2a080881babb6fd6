import { useTranslation } from 'react-i18next';
import { useAction } from '../../../../web/api/index.ts';
import { PeopleOfAsset } from '../../../../web/kit/index.ts';
import { addScreenPerson, removeScreenPerson } from '../../contract/care-routes.ts';
import type { ScreenDetail } from '../../contract/screen-shapes.ts';

/** Who answers for the screen. */
export function PeopleTab({ screen }: { readonly screen: ScreenDetail }) {
  const { t } = useTranslation('screens');
  const { run } = useAction(removeScreenPerson, { touches: ['assets', 'findings'] });
  return (
    <PeopleOfAsset
      asset={screen}
      about={t('people.text')}
      mayEdit={screen.may.includes('screens:manage')}
      add={addScreenPerson}
      remove={(personId) => run({ id: screen.id, personId })}
    />
  );
}
