import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { useList } from '../../../../web/api/index.ts';
import { AppLink, DataTable, EmptyState, FilterBar, Page, SearchFilter, useSiteFilter, useUrlFilters } from '../../../../web/kit/index.ts';
import { listAllJails } from '../../contract/jail-routes.ts';
import { jailHref, useJailColumns } from '../parts/jail-columns.tsx';
import '../parts/bans.css';

const SHAPE = { q: z.string() };

/** Jails of all hosts as they were last seen. */
export default function JailsPage() {
  const { t } = useTranslation('bans');
  const siteId = useSiteFilter();
  const [filters, change, isFiltered] = useUrlFilters(SHAPE);
  const jails = useList(listAllJails, { limit: 200, ...filters, ...(siteId === undefined ? {} : { siteId }) });
  const columns = useJailColumns({ withHost: true });
  return (
    <Page
      title={t('nav.jails')}
      filters={
        <FilterBar isFiltered={isFiltered} onClear={() => change({ q: null })}>
          <SearchFilter value={filters.q} onChange={(q) => change({ q })} label={t('jails.search')} />
        </FilterBar>
      }
      fit="fill"
    >
      <DataTable
        name="bans.jails"
        label={t('nav.jails')}
        list={jails}
        columns={columns}
        rowKey={({ host, name }) => `${host.id} ${name}`}
        rowLabel={({ host, name }) => `${name}, ${host.name}`}
        href={jailHref}
        empty={
          isFiltered ? (
            <EmptyState title={t('jails.emptyFiltered')} />
          ) : (
            <EmptyState title={t('jails.empty')} action={<AppLink href="/bans/hosts">{t('jails.toHosts')}</AppLink>}>
              {t('jails.emptyText')}
            </EmptyState>
          )
        }
      />
    </Page>
  );
}
