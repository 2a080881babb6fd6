import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { useRoute } from '../../../../web/api/index.ts';
import { EmptyState, LoadingLines, Section, Show, useFormat } from '../../../../web/kit/index.ts';
import { getBansByCountry } from '../../contract/stats-routes.ts';
import { FigureTable } from './FigureTable.tsx';
import type { PartProps } from './narrowed.ts';

// The atlas is large: it comes when the first map is shown.
const WorldMap = lazy(() => import('../../../../web/kit/chart/WorldMap.tsx'));
const SHOWN = 10;

/** Where bans come from: a map whose countries are links, and the same as a table. */
export function ByCountry({ narrowed: { chosenCountry, ranged, source, boardHref } }: PartProps) {
  const { t } = useTranslation('bans');
  const { country, number } = useFormat();
  // The map shows all countries, the chosen one among them.
  const { country: _chosen, ...all } = ranged;
  const figures = useRoute(getBansByCountry, { ...all, source }, { keepLast: true });
  const hrefOf = (code: string | null) => boardHref({ country: code ?? undefined });
  const nameOf = (code: string | null) => (code === null ? t('unknown') : country(code));
  return (
    <Section title={t('byCountry.title')} about={t('byCountry.about')}>
      <Show answer={figures} lines={8}>
        {({ items, total }) => {
          if (total === 0) return <EmptyState title={t('dashboard.quiet')} />;
          const known = new Map(items.flatMap((item) => (item.country === null ? [] : [[item.country, item.bans] as const])));
          return (
            <>
              <Suspense fallback={<LoadingLines lines={8} />}>
                <WorldMap
                  label={t('byCountry.map')}
                  figures={known}
                  chosen={chosenCountry}
                  say={(name, figure) => t('byCountry.say', { name, count: figure, figure: number(figure) })}
                  smallLabel={t('byCountry.small')}
                  hrefOf={hrefOf}
                />
              </Suspense>
              <FigureTable
                heads={[t('country'), t('title')]}
                total={total}
                rows={items.slice(0, SHOWN).map((item) => ({
                  key: item.country ?? 'none',
                  name: nameOf(item.country),
                  href: hrefOf(item.country ?? 'none'),
                  bans: item.bans,
                }))}
              />
            </>
          );
        }}
      </Show>
    </Section>
  );
}
