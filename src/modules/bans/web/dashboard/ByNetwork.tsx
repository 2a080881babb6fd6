import { useTranslation } from 'react-i18next';
import { useRoute } from '../../../../web/api/index.ts';
import { EmptyState, Section, Show } from '../../../../web/kit/index.ts';
import { getBansByAsn, getBansByNetwork } from '../../contract/stats-routes.ts';
import { FigureTable } from './FigureTable.tsx';
import type { PartProps } from './narrowed.ts';

/** Which networks, and whose. */
export function ByNetwork({ narrowed }: PartProps) {
  return (
    <>
      <Networks narrowed={narrowed} />
      <Organisations narrowed={narrowed} />
    </>
  );
}

function Networks({ narrowed: { ranged, source, listHref } }: PartProps) {
  const { t } = useTranslation('bans');
  const figures = useRoute(getBansByNetwork, { ...ranged, source, limit: 10 }, { keepLast: true });
  return (
    <Section title={t('byNetwork.title')} about={t('byNetwork.about')}>
      <Show answer={figures} lines={6}>
        {({ items, total }) =>
          items.length === 0 ? (
            <EmptyState title={t('dashboard.quiet')} />
          ) : (
            <FigureTable
              heads={[t('network'), t('title')]}
              total={total}
              rows={items.map(({ network, addresses, bans }) => ({
                key: network,
                name: t('byNetwork.name', { network, count: addresses }),
                href: listHref({ ip: network }),
                bans,
              }))}
            />
          )
        }
      </Show>
    </Section>
  );
}

function Organisations({ narrowed: { ranged, source, boardHref } }: PartProps) {
  const { t } = useTranslation('bans');
  const figures = useRoute(getBansByAsn, { ...ranged, source, limit: 10 }, { keepLast: true });
  return (
    <Section title={t('byAsn.title')}>
      <Show answer={figures} lines={6}>
        {({ items, total }) =>
          items.length === 0 ? (
            <EmptyState title={t('dashboard.quiet')} />
          ) : (
            <FigureTable
              heads={[t('byAsn.head'), t('title')]}
              total={total}
              rows={items.map(({ asn, organisation, bans }) => ({
                key: String(asn ?? 'none'),
                name: asn === null ? t('unknown') : `AS${asn} ${organisation ?? ''}`,
                href: boardHref({ asn: asn === null ? 'none' : String(asn) }),
                bans,
              }))}
            />
          )
        }
      </Show>
    </Section>
  );
}
