import { useTranslation } from 'react-i18next';
import { useRoute } from '../../../../web/api/index.ts';
import { Facts, Instant, MarkShape, Section, Show, Text, useFormat } from '../../../../web/kit/index.ts';
import type { Screen } from '../../contract/screen-shapes.ts';
import { screenHistory } from '../../contract/watch-routes.ts';
import { stateMark } from '../view/marks.ts';
import './watch.css';

interface SectionProps {
  readonly screen: Screen;
}

/** What the console has seen of a screen itself. */
export function PictureSection({ screen: { watch } }: SectionProps) {
  const { t } = useTranslation('screens');
  const { number } = useFormat();
  const reachable = watch.brokerReachable === null ? t('unknown') : t(watch.brokerReachable ? 'watch.yes' : 'watch.no');
  return (
    <Section title={t('watch.seen')}>
      <Facts
        items={[
          [t('watch.picture'), t(`watch.status.${watch.screenHealthStatus}`)],
          [t('watch.lastPicture'), <Instant key="at" at={watch.lastScreenshotAt} none={t('never')} />],
          [t('watch.analysed'), <Instant key="analysed" at={watch.screenshotAnalysedAt} none={t('never')} />],
          [t('watch.hash'), watch.screenshotHash === null ? t('unknown') : <code key="hash">{watch.screenshotHash}</code>],
          [t('watch.clock'), watch.clockOffSeconds === null ? t('unknown') : t('watch.seconds', { count: watch.clockOffSeconds })],
          [t('watch.reachable'), reachable],
          [t('watch.lastErrorAt'), <Instant key="error" at={watch.lastErrorAt} none={t('never')} />],
          [
            t('watch.dashboards'),
            t('watch.dashboardsText', { read: number(watch.dashboardV2Success), failed: number(watch.parseFailures) }),
          ],
        ]}
      />
    </Section>
  );
}

/** So many changes are shown; more are no help. */
const MOST = 12;

/** How its state has changed lately. */
export function TransitionsSection({ screen }: SectionProps) {
  const { t } = useTranslation('screens');
  const answer = useRoute(screenHistory, { id: screen.id }, { keepLast: true });
  return (
    <Section title={t('watch.transitions')}>
      <Show answer={answer}>
        {({ transitions }) =>
          transitions.length === 0 ? (
            <Text size="sm" c="dimmed">
              {t('watch.noTransitions')}
            </Text>
          ) : (
            <ol className="sc-transitions">
              {transitions.slice(0, MOST).map(({ at, state, reasons }) => (
                <li key={at}>
                  <MarkShape mark={stateMark(state)} />
                  <span>{t(`state.${state}`)}</span>
                  <span className="sc-dim">
                    <Instant at={at} none="" />
                    {reasons.length > 0 && ` · ${reasons.map((reason) => t(`watch.because.${reason}`)).join(', ')}`}
                  </span>
                </li>
              ))}
            </ol>
          )
        }
      </Show>
    </Section>
  );
}
