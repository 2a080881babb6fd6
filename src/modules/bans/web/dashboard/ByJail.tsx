import { useTranslation } from 'react-i18next';
import { useRoute } from '../../../../web/api/index.ts';
import { EmptyState, Section, Show } from '../../../../web/kit/index.ts';
import { getBansByJail } from '../../contract/stats-routes.ts';
import { FigureTable } from './FigureTable.tsx';
import type { PartProps } from './narrowed.ts';

const SHOWN = 10;

/** Which jails ban. */
export function ByJail({ narrowed: { ranged, source, listHref } }: PartProps) {
  const { t } = useTranslation('bans');
  const figures = useRoute(getBansByJail, { ...ranged, source }, { keepLast: true });
  return (
    <Section title={t('byJail.title')}>
      <Show answer={figures} lines={6}>
        {({ items, total }) =>
          total === 0 ? (
            <EmptyState title={t('dashboard.quiet')} />
          ) : (
            <FigureTable
              heads={[t('jail'), t('title')]}
              total={total}
              rows={items.slice(0, SHOWN).map(({ host, jail, bans }) => ({
                key: `${host.id} ${jail}`,
                name: `${jail}, ${host.name}`,
                href: listHref({ host: host.id, jail }),
                bans,
              }))}
            />
          )
        }
      </Show>
    </Section>
  );
}
