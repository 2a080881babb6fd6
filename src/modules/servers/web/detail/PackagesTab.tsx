import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { type OutputOf, useList } from '../../../../web/api/index.ts';
import {
  Alert,
  Badge,
  type Column,
  DataTable,
  EmptyState,
  FilterBar,
  SearchFilter,
  StatusMark,
  Switch,
  useAgo,
  useFormat,
  useUrlFilters,
} from '../../../../web/kit/index.ts';
import { listPackages } from '../../contract/routes.ts';
import type { ServerDetail } from '../../contract/shapes.ts';

type Package = OutputOf<typeof listPackages>['items'][number];

const SHAPE = { q: z.string().max(200), onlySecurity: z.literal('true') };

/** Pending packages, security first; says where the list cannot be relied on. */
export function PackagesTab({ server }: { readonly server: ServerDetail }) {
  const { t } = useTranslation('servers');
  const [filters, change, isFiltered] = useUrlFilters(SHAPE);
  const packages = useList(listPackages, { id: server.id, limit: 200, ...filters });
  const columns = usePackageColumns();
  const isNarrowed = isFiltered && (filters.q !== undefined || filters.onlySecurity !== undefined);
  return (
    <div className="sv-stack">
      <StaleLine server={server} />
      <FilterBar isFiltered={isNarrowed} onClear={() => change({ q: null, onlySecurity: null })}>
        <SearchFilter label={t('packages.search')} value={filters.q} onChange={(q) => change({ q })} />
        <Switch
          size="sm"
          label={t('packages.onlySecurity')}
          checked={filters.onlySecurity === 'true'}
          onChange={(event) => change({ onlySecurity: event.currentTarget.checked ? 'true' : null })}
        />
      </FilterBar>
      <DataTable
        name="servers.packages"
        label={t('packages.title')}
        list={packages}
        columns={columns}
        rowKey={({ name, candidateVersion, origin }) => `${name} ${candidateVersion} ${origin}`}
        rowLabel={({ name }) => name}
        fit="content"
        empty={isNarrowed ? <EmptyState title={t('packages.emptyFiltered')} /> : <NothingPending server={server} />}
      />
    </div>
  );
}

function usePackageColumns(): readonly Column<Package>[] {
  const { t } = useTranslation('servers');
  return useMemo(
    () => [
      { key: 'name', title: t('packages.name'), width: 240, grow: true, render: (row) => <PackageName row={row} /> },
      { key: 'kind', title: t('packages.kind'), width: 130, onPhone: true, render: ({ isSecurity }) => <Kind isSecurity={isSecurity} /> },
      {
        key: 'installed',
        title: t('packages.installed'),
        width: 200,
        render: ({ installedVersion }) => <span className="ct-figures">{installedVersion ?? t('packages.newPackage')}</span>,
      },
      {
        key: 'candidate',
        title: t('packages.candidate'),
        width: 200,
        onPhone: true,
        render: ({ candidateVersion }) => <span className="ct-figures">{candidateVersion}</span>,
      },
      { key: 'origin', title: t('packages.origin'), width: 240, render: ({ origin }) => <span title={origin}>{origin}</span> },
    ],
    [t],
  );
}

function PackageName({ row: { name, isHeld } }: { readonly row: Package }) {
  const { t } = useTranslation('servers');
  return (
    <span>
      <bdi>{name}</bdi>
      {isHeld && (
        <Badge ml={8} size="sm" variant="default" tt="none">
          {t('packages.held')}
        </Badge>
      )}
    </span>
  );
}

function Kind({ isSecurity }: Pick<Package, 'isSecurity'>) {
  const { t } = useTranslation('servers');
  if (isSecurity === null) return <StatusMark mark="unknown" label={t('packages.kindUnknown')} why={t('packages.kindUnknownHelp')} />;
  return isSecurity ? <StatusMark mark="warning" label={t('packages.security')} /> : <span>{t('packages.ordinary')}</span>;
}

interface ServerProps {
  readonly server: ServerDetail;
}

function StaleLine({ server }: ServerProps) {
  const { t } = useTranslation('servers');
  const ago = useAgo();
  if (server.reportState === 'ok' || server.reportState === 'unknown') return null;
  const why = t(`why.${server.reportState}`, { reported: server.reportedAt === null ? t('never') : ago(server.reportedAt) });
  return <Alert color="yellow">{t('packages.staleText', { why })}</Alert>;
}

/** An empty list means "nothing pending" only where a report says so. */
function NothingPending({ server }: ServerProps) {
  const { t } = useTranslation('servers');
  const format = useFormat();
  if (server.pendingUpdates === null || server.reportedAt === null) {
    return <EmptyState title={t('packages.emptyUnknown')}>{t('packages.emptyUnknownText')}</EmptyState>;
  }
  return <EmptyState title={t('packages.empty')}>{t('packages.emptyText', { at: format.instant(server.reportedAt) })}</EmptyState>;
}
