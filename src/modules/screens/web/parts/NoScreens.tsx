import { useTranslation } from 'react-i18next';
import { Can, useCan } from '../../../../web/api/index.ts';
import { Button, EmptyState, IconPlus, useGo } from '../../../../web/kit/index.ts';
import { ENROL_PAGE } from '../view/href.ts';

/** Leads to where codes are made. */
export function EnrolButton() {
  const { t } = useTranslation('screens');
  const go = useGo();
  return (
    <Can do="screens:enrol">
      <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => go(ENROL_PAGE)}>
        {t('screens.enrol')}
      </Button>
    </Can>
  );
}

/** Before the first screen: how one comes in. */
export function NoScreens() {
  const { t } = useTranslation('screens');
  const mayEnrol = useCan('screens:enrol');
  return (
    <EmptyState title={t('screens.empty')} action={<EnrolButton />}>
      {t(mayEnrol ? 'screens.emptyText' : 'screens.emptyReads')}
    </EmptyState>
  );
}
