import { useTranslation } from 'react-i18next';
import { useRoute, useZone } from '../../../../web/api/index.ts';
import { EmptyState, Section, Show, type TrendBar, TrendBars, useFormat } from '../../../../web/kit/index.ts';
import { getBanTrend } from '../../contract/stats-routes.ts';
import type { PartProps } from './narrowed.ts';

/** How bans came over the chosen period, by the person's own days. */
export function Trend({ narrowed: { ranged } }: PartProps) {
  const { t } = useTranslation('bans');
  const format = useFormat();
  const timeZone = useZone();
  const trend = useRoute(getBanTrend, { ...ranged, timeZone }, { keepLast: true });
  return (
    <Section title={t('trend.title')} about={t('trend.about')}>
      <Show answer={trend} lines={4}>
        {({ items, bucket, total }) => {
          if (total === 0) return <EmptyState title={t('dashboard.quiet')} />;
          const labelOf = (at: string) => (bucket === 'hour' ? format.dayClock(at) : format.day(at));
          const bars = items.map(({ at, bans }): TrendBar => ({ key: at, label: labelOf(at), figure: bans }));
          return (
            <TrendBars
              label={t(`trend.by.${bucket}`)}
              bars={bars}
              head={[t(`trend.bucket.${bucket}`), t('title')]}
              sayLargest={(figure) => t('trend.largest', { figure })}
            />
          );
        }}
      </Show>
    </Section>
  );
}
