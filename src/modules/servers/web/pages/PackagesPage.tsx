import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { useList, useSites } from '../../../../web/api/index.ts';
import {
  Alert,
  AppLink,
  type Column,
  DataTable,
  EmptyState,
  FilterBar,
  Page,
  SearchFilter,
  StatusMark,
  useSiteFilter,
  useUrlFilters,
} from '../../../../web/kit/index.ts';
import type { FoundPackage } from '../../contract/package-routes.ts';
import { searchPackages } from '../../contract/routes.ts';
import '../parts/servers.css';

const SHAPE = { name: z.string().min(1).max(200), olderThan: z.string().min(1).max(200) };

/** Which servers wait for an update of a package, and have it older than a version. */
export default function PackagesPage() {
  const { t } = useTranslation('servers');
  const siteId = useSiteFilter();
  const [{ name, olderThan }, change] = useUrlFilters(SHAPE);
  const question = {
    ...(name === undefined ? {} : { name }),
    ...(name === undefined || olderThan === undefined ? {} : { olderThan }),
    ...(siteId === undefined ? {} : { siteId }),
  };
  const found = useList(searchPackages, { limit: 200, ...question }, { enabled: name !== undefined });
  const columns = usePackageColumns(olderThan !== undefined);
  const unknown = found.first?.unknownServers ?? 0;
  return (
    <Page
      title={t('packageSearch.title')}
      filters={
        <FilterBar isFiltered={name !== undefined || olderThan !== undefined} onClear={() => change({ name: null, olderThan: null })}>
          <SearchFilter
            label={`${t('packageSearch.name')}: ${t('packageSearch.nameHelp')}`}
            value={name}
            onChange={(next) => change({ name: next })}
          />
          <SearchFilter label={t('packageSearch.olderThan')} value={olderThan} onChange={(next) => change({ olderThan: next })} />
        </FilterBar>
      }
      fit="fill"
    >
      {name === undefined ? (
        <EmptyState title={t('packageSearch.intro')} />
      ) : (
        <>
          {unknown > 0 && <Alert color="yellow">{t('packageSearch.unknown', { count: unknown })}</Alert>}
          <DataTable
            name="servers.packageSearch"
            label={t('packageSearch.title')}
            list={found}
            columns={columns}
            rowKey={({ server, package: each }) => `${server.id} ${each.name} ${each.candidateVersion}`}
            rowLabel={({ server, package: each }) => `${server.name}: ${each.name}`}
            href={({ server }) => `/servers/${server.id}?tab=packages`}
            empty={<EmptyState title={t('packageSearch.nothing')} />}
          />
        </>
      )}
    </Page>
  );
}

function usePackageColumns(hasVersion: boolean): readonly Column<FoundPackage>[] {
  const { t } = useTranslation('servers');
  const hasSites = useSites().length > 1;
  return useMemo(() => {
    const columns: Column<FoundPackage>[] = [
      {
        key: 'server',
        title: t('packageSearch.server'),
        width: 220,
        grow: true,
        onPhone: true,
        render: ({ server }) => <AppLink href={`/servers/${server.id}?tab=packages`}>{server.name}</AppLink>,
      },
      { key: 'name', title: t('packageSearch.name'), width: 220, render: ({ package: each }) => <bdi>{each.name}</bdi> },
      {
        key: 'installed',
        title: t('packages.installed'),
        width: 200,
        onPhone: true,
        render: ({ package: each }) => <span className="ct-figures">{each.installedVersion ?? t('unknown')}</span>,
      },
      {
        key: 'candidate',
        title: t('packages.candidate'),
        width: 200,
        render: ({ package: each }) => <span className="ct-figures">{each.candidateVersion}</span>,
      },
    ];
    const older: Column<FoundPackage> = { key: 'older', title: t('packageSearch.older'), width: 170, render: (row) => <Older row={row} /> };
    const site: Column<FoundPackage> = { key: 'site', title: t('packageSearch.site'), width: 140, render: ({ server }) => server.site };
    return [...columns, ...(hasVersion ? [older] : []), ...(hasSites ? [site] : [])];
  }, [t, hasVersion, hasSites]);
}

function Older({ row: { isOlder } }: { readonly row: FoundPackage }) {
  const { t } = useTranslation('servers');
  return isOlder === null ? (
    <StatusMark mark="unknown" label={t('packageSearch.olderUnknown')} why={t('packageSearch.olderUnknownHelp')} />
  ) : (
    <StatusMark mark="warning" label={t('packageSearch.olderYes')} />
  );
}
