import { useTranslation } from 'react-i18next';
import { useRoute } from '../../../../web/api/index.ts';
import { AppLink, Show, StatusMark, useFormat } from '../../../../web/kit/index.ts';
import { getBanSummary } from '../../contract/stats-routes.ts';
import type { PartProps } from './narrowed.ts';

const SPANS = [
  ['last24Hours', '24h'],
  ['last7Days', '7d'],
  ['last30Days', '30d'],
  ['last365Days', '365d'],
] as const;

/** Bans now and over time, as large figures that lead to the bans themselves. */
export function Summary({ narrowed: { place, source, listHref } }: PartProps) {
  const { t } = useTranslation('bans');
  const { number } = useFormat();
  const summary = useRoute(getBanSummary, { ...place, source }, { keepLast: true });
  return (
    <Show answer={summary} lines={1}>
      {(answer) => (
        <>
          <dl className="bn-summary">
            <div>
              <dt>{t(`summary.now.${answer.source}`)}</dt>
              <dd>
                <AppLink href={listHref({ period: undefined, state: 'active' })}>{number(answer.now)}</AppLink>
              </dd>
            </div>
            {SPANS.map(([key, period]) => (
              <div key={key}>
                <dt>{t(`periods.${period}`)}</dt>
                <dd>
                  <AppLink href={listHref({ period })}>{number(answer[key])}</AppLink>
                </dd>
              </div>
            ))}
          </dl>
          {answer.unreached.length > 0 && (
            <StatusMark
              mark="unknown"
              label={t('dashboard.unreached', { hosts: answer.unreached.map(({ host }) => host.name).join(', ') })}
            />
          )}
        </>
      )}
    </Show>
  );
}
