import { useTranslation } from 'react-i18next';
import { useRoute } from '../../../../web/api/index.ts';
import { EmptyState, Section, Show } from '../../../../web/kit/index.ts';
import { getTopAddresses } from '../../contract/stats-routes.ts';
import { addressHref } from '../view/filters.ts';
import { FigureTable } from './FigureTable.tsx';
import type { PartProps } from './narrowed.ts';

/** Who was banned most often. */
export function TopAddresses({ narrowed: { ranged, source } }: PartProps) {
  const { t } = useTranslation('bans');
  const figures = useRoute(getTopAddresses, { ...ranged, source, limit: 10 }, { keepLast: true });
  return (
    <Section title={t('top.title')}>
      <Show answer={figures} lines={6}>
        {({ items, total }) =>
          items.length === 0 ? (
            <EmptyState title={t('dashboard.quiet')} />
          ) : (
            <FigureTable
              heads={[t('address'), t('title')]}
              total={total}
              rows={items.map(({ address, bans }) => ({ key: address, name: address, href: addressHref(address), bans }))}
            />
          )
        }
      </Show>
    </Section>
  );
}
