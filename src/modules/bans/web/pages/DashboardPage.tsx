import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { Can, useList } from '../../../../web/api/index.ts';
import {
  Alert,
  AppLink,
  Button,
  EmptyState,
  Page,
  SegmentedControl,
  useGo,
  useNow,
  useSiteFilter,
  useUrlFilters,
} from '../../../../web/kit/index.ts';
import { SOURCES } from '../../contract/ban-shapes.ts';
import { listHosts } from '../../contract/host-routes.ts';
import { ByCountry } from '../dashboard/ByCountry.tsx';
import { ByJail } from '../dashboard/ByJail.tsx';
import { ByNetwork } from '../dashboard/ByNetwork.tsx';
import type { Narrowed } from '../dashboard/narrowed.ts';
import { PlacesNote } from '../dashboard/PlacesNote.tsx';
import { Summary } from '../dashboard/Summary.tsx';
import { TopAddresses } from '../dashboard/TopAddresses.tsx';
import { Trend } from '../dashboard/Trend.tsx';
import { BanFilterBar } from '../parts/BanFilterBar.tsx';
import { BAN_FILTERS, banInput, beginOf } from '../view/filters.ts';
import { hostMark } from '../view/marks.ts';
import '../parts/bans.css';

const SHAPE = { ...BAN_FILTERS, source: z.enum(SOURCES) };
const USUAL = '7d';

/** Who attacks us: figures, the world, trends and tops, all narrowed by the same filters. */
export default function DashboardPage() {
  const { t } = useTranslation('bans');
  const siteId = useSiteFilter();
  const [{ source = 'archive', ...filters }, change] = useUrlFilters(SHAPE);
  const from = beginOf(filters.period ?? USUAL, useNow());
  const place = banInput({ ...filters, state: undefined }, siteId);
  const narrowed: Narrowed = { filters, place, source, ranged: { ...place, ...(from === null ? {} : { from }) } };
  return (
    <Page
      title={t('title')}
      aside={<HostsLine />}
      actions={
        <SegmentedControl
          size="xs"
          aria-label={t('dashboard.source')}
          data={SOURCES.map((value) => ({ value, label: t(`sources.${value}`) }))}
          value={source}
          onChange={(next) => change({ source: next === 'live' ? 'live' : null })}
        />
      }
      filters={<BanFilterBar filters={filters} change={change} usualPeriod={USUAL} />}
    >
      <Summary narrowed={narrowed} />
      <PlacesNote />
      <div className="bn-dashboard">
        <Trend narrowed={narrowed} />
        <ByCountry narrowed={narrowed} />
        <ByJail narrowed={narrowed} />
        <TopAddresses narrowed={narrowed} />
        <ByNetwork narrowed={narrowed} />
      </div>
    </Page>
  );
}

/** How many hosts are seen; without any there is nothing to show. */
function HostsLine() {
  const { t } = useTranslation('bans');
  const go = useGo();
  const siteId = useSiteFilter();
  const hosts = useList(listHosts, { limit: 200, ...(siteId === undefined ? {} : { siteId }) }, { live: ['assets'] });
  if (hosts.items === undefined) return null;
  if (hosts.items.length === 0)
    return (
      <EmptyState
        title={t('hosts.empty')}
        action={
          <Can do="bans:hosts">
            <Button onClick={() => go('/bans/hosts/new')}>{t('hosts.add')}</Button>
          </Can>
        }
      >
        {t('hosts.emptyText')}
      </EmptyState>
    );
  const unseen = hosts.items.filter((host) => hostMark(host) !== 'ok').length;
  if (unseen === 0) return <AppLink href="/bans/hosts">{t('dashboard.hosts', { count: hosts.items.length })}</AppLink>;
  return (
    <Alert color="yellow" py={4}>
      <AppLink href="/bans/hosts">{t('dashboard.unseen', { count: unseen, all: hosts.items.length })}</AppLink>
    </Alert>
  );
}
