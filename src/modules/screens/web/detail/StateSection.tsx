import { useTranslation } from 'react-i18next';
import { useAction, useCan } from '../../../../web/api/index.ts';
import { attempt, Button, MarkShape, Section, toast } from '../../../../web/kit/index.ts';
import { clearServiceFailed } from '../../contract/screen-routes.ts';
import type { Screen } from '../../contract/screen-shapes.ts';
import { ScreenStatus } from '../parts/ScreenStatus.tsx';
import { useReasons } from '../parts/use-reasons.ts';
import { stateMark } from '../view/marks.ts';

/** All that is wrong with the screen, worst first, with what it means. */
export function StateSection({ screen }: { readonly screen: Screen }) {
  const { t } = useTranslation('screens');
  const reasons = useReasons()(screen);
  return (
    <Section title={t('screen.stateTitle')}>
      {reasons.length === 0 ? (
        <p className="sc-fine">
          <ScreenStatus screen={screen} />
          <span>{t(screen.state === 'off' ? 'screen.fineOff' : 'screen.fine')}</span>
        </p>
      ) : (
        <ul className="sc-reasons">
          {reasons.map(({ reason, text }) => (
            <li key={reason}>
              <MarkShape mark={stateMark(screen.state)} />
              <div>
                <strong>{text}</strong>
                <p className="sc-dim">{t(`reasonWhy.${reason}`)}</p>
              </div>
              {reason === 'serviceFailed' && <ClearService screen={screen} />}
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}

function ClearService({ screen: { id, site, serviceFailedUnit } }: { readonly screen: Screen }) {
  const { t } = useTranslation('screens');
  const mayManage = useCan('screens:manage', site.id);
  const { run, isPending } = useAction(clearServiceFailed, { touches: ['findings'] });
  if (!mayManage) return null;
  const clear = async () => {
    await run({ id });
    toast.done(t('screen.serviceCleared', { unit: serviceFailedUnit ?? t('unknown') }));
  };
  return (
    <Button size="compact-sm" variant="default" loading={isPending} onClick={() => attempt(clear)}>
      {t('screen.clearService')}
    </Button>
  );
}
