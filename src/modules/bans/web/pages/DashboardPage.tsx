import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { Can, useList } from '../../../../web/api/index.ts';
import {
  AppLink,
  Button,
  EmptyState,
  Page,
  SegmentedControl,
  StatusMark,
  useGo,
  useNow,
  useSiteFilter,
  useUrlFilters,
} from '../../../../web/kit/index.ts';
import { SOURCES } from '../../contract/ban-shapes.ts';
import { listHosts } from '../../contract/host-routes.ts';
import type { Host } from '../../contract/host-shapes.ts';
import { ByCountry } from '../dashboard/ByCountry.tsx';
import { ByJail } from '../dashboard/ByJail.tsx';
import { ByNetwork } from '../dashboard/ByNetwork.tsx';
import type { Narrowed } from '../dashboard/narrowed.ts';
import { PlacesNote } from '../dashboard/PlacesNote.tsx';
import { Summary } from '../dashboard/Summary.tsx';
import { TopAddresses } from '../dashboard/TopAddresses.tsx';
import { Trend } from '../dashboard/Trend.tsx';
import { BanFilterBar } from '../parts/BanFilterBar.tsx';
import { BAN_FILTERS, banInput, beginOf, withFilters } from '../view/filters.ts';
import { isEmpty } from '../view/is-empty.ts';
import { hostMark } from '../view/marks.ts';
import '../parts/bans.css';

const SHAPE = { ...BAN_FILTERS, source: z.enum(SOURCES) };
const USUAL = '7d';

/** Who attacks us: figures, the world, trends and tops, all narrowed by the same filters. */
export default function DashboardPage() {
  const { t } = useTranslation('bans');
  const siteId = useSiteFilter();
  const [{ source = 'archive', ...filters }, change] = useUrlFilters(SHAPE);
  const hosts = useList(listHosts, { limit: 200, ...(siteId === undefined ? {} : { siteId }) }, { live: ['assets'] });
  const from = beginOf(filters.period ?? USUAL, useNow());
  const place = banInput({ ...filters, state: undefined }, siteId);
  const narrowed: Narrowed = {
    ...{ place, source, ranged: { ...place, ...(from === null ? {} : { from }) }, chosenCountry: filters.country ?? null },
    boardHref: (more) => withFilters('/bans', { ...filters, ...(source === 'live' ? { source } : {}), ...more }),
    listHref: (more) => withFilters('/bans/list', { ...filters, period: filters.period ?? USUAL, ...more }),
  };
  if (isEmpty(hosts)) return <NoHosts />;
  return (
    <Page
      title={t('title')}
      aside={<HostsLine hosts={hosts.items} />}
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
        <div>
          <Trend narrowed={narrowed} />
          <TopAddresses narrowed={narrowed} />
          <ByJail narrowed={narrowed} />
        </div>
        <div>
          <ByCountry narrowed={narrowed} />
          <ByNetwork narrowed={narrowed} />
        </div>
      </div>
    </Page>
  );
}

/** Without any host there is nothing to show. */
function NoHosts() {
  const { t } = useTranslation('bans');
  const go = useGo();
  const add = (
    <Can do="bans:hosts">
      <Button onClick={() => go('/bans/hosts/new')}>{t('hosts.add')}</Button>
    </Can>
  );
  return (
    <Page title={t('title')}>
      <EmptyState title={t('hosts.empty')} action={add}>
        {t('hosts.emptyText')}
      </EmptyState>
    </Page>
  );
}

/** How many hosts are seen, and whose bans are missing. */
function HostsLine({ hosts }: { readonly hosts: readonly Host[] }) {
  const { t } = useTranslation('bans');
  const unseen = hosts.filter((host) => hostMark(host) !== 'ok').length;
  if (hosts.length === 0) return null;
  if (unseen === 0) return <AppLink href="/bans/hosts">{t('dashboard.hosts', { count: hosts.length })}</AppLink>;
  return (
    <AppLink href="/bans/hosts" className="ct-link bn-line">
      <StatusMark mark="unknown" label={t('dashboard.unseen', { count: unseen, all: hosts.length })} />
    </AppLink>
  );
}
