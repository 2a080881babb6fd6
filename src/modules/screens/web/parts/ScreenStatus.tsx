import { useTranslation } from 'react-i18next';
import { StatusMark } from '../../../../web/kit/index.ts';
import type { Screen, ScreenDetail } from '../../contract/screen-shapes.ts';
import { stateMark } from '../view/marks.ts';
import { useReasons } from './use-reasons.ts';

/** The state of a screen, and why. A screen that nobody watches is said to be one. */
export function ScreenStatus({ screen }: { readonly screen: Screen & Partial<Pick<ScreenDetail, 'maintenance'>> }) {
  const { t } = useTranslation('screens');
  const reasons = useReasons()(screen).map(({ text }) => text);
  const { t: tKernel } = useTranslation('kernel');
  const maintenance = screen.maintenance ?? null;
  return (
    <>
      {maintenance !== null && <StatusMark mark="muted" label={tKernel('assets.maintenance.on')} why={maintenance.reason} />}
      {screen.isActive && screen.group?.isActive === false && (
        <StatusMark mark="muted" label={t('groups.inactive')} why={t('groups.inactiveWhy')} />
      )}
      {!screen.isActive && <StatusMark mark="muted" label={t('screens.inactive')} why={t('screens.inactiveWhy')} />}
      {screen.sharesAccount && <StatusMark mark="warning" label={t('wire.notIndividual')} why={t('wire.notIndividualWhy')} />}
      <StatusMark
        mark={stateMark(screen.state)}
        label={t(`state.${screen.state}`)}
        {...(reasons.length === 0 ? {} : { why: reasons.join('\n') })}
      />
    </>
  );
}
