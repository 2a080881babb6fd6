import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Can, useList } from '../../../../web/api/index.ts';
import { Button, DataTable, EmptyState, IconPlus, Page, useGo, useSiteFilter, useUrlFilters } from '../../../../web/kit/index.ts';
import { listServers } from '../../contract/routes.ts';
import type { Server } from '../../contract/shapes.ts';
import { BulkMaintenanceDialog, BulkUpdateDialog } from '../dialogs/BulkDialogs.tsx';
import { CountsLine } from '../parts/CountsLine.tsx';
import { useServerColumns } from '../parts/columns.tsx';
import { ServerFilterBar } from '../parts/ServerFilters.tsx';
import { FILTER_SHAPE, isFiltered, replaceBy } from '../view/filters.ts';
import '../parts/servers.css';

interface Bulk {
  readonly act: 'update' | 'maintenance';
  readonly servers: readonly Server[];
  clear(): void;
}

/** All servers: what is behind, what may be touched now, and whose it is. */
export default function ServersPage() {
  const { t } = useTranslation('servers');
  const siteId = useSiteFilter();
  const [filters, change] = useUrlFilters(FILTER_SHAPE);
  const [bulk, setBulk] = useState<Bulk | null>(null);
  const columns = useServerColumns();
  const sort = filters.sort ?? 'name';
  const servers = useList(listServers, { limit: 100, ...filters, sort, ...(siteId === undefined ? {} : { siteId }) }, { live: ['assets'] });
  const close = () => {
    bulk?.clear();
    setBulk(null);
  };
  return (
    <Page
      title={t('title')}
      aside={<CountsLine />}
      actions={<AddServerButton />}
      filters={<ServerFilterBar filters={filters} change={change} />}
      fit="fill"
    >
      <DataTable
        name="servers"
        label={t('title')}
        list={servers}
        columns={columns}
        rowKey={({ id }) => id}
        rowLabel={({ name }) => name}
        href={({ id }) => `/servers/${id}`}
        sort={sort}
        onSort={(next) => change({ sort: next })}
        bulk={(rows, clear) => (
          <>
            <Button size="compact-sm" onClick={() => setBulk({ act: 'update', servers: rows, clear })}>
              {t('bulk.markUpdated')}
            </Button>
            <Button size="compact-sm" variant="default" onClick={() => setBulk({ act: 'maintenance', servers: rows, clear })}>
              {t('bulk.startMaintenance')}
            </Button>
          </>
        )}
        empty={isFiltered(filters) ? <NothingMatches onClear={() => change(replaceBy({}))} /> : <NoServers />}
      />
      {bulk?.act === 'update' && <BulkUpdateDialog servers={bulk.servers} onClose={close} />}
      {bulk?.act === 'maintenance' && <BulkMaintenanceDialog servers={bulk.servers} onClose={close} />}
    </Page>
  );
}

function AddServerButton() {
  const { t } = useTranslation('servers');
  const go = useGo();
  return (
    <Can do="servers:create">
      <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => go('/servers/new')}>
        {t('list.add')}
      </Button>
    </Can>
  );
}

function NothingMatches({ onClear }: { onClear(): void }) {
  const { t } = useTranslation('servers');
  return (
    <EmptyState
      title={t('list.emptyFiltered')}
      action={
        <Button variant="default" onClick={onClear}>
          {t('list.clearFilters')}
        </Button>
      }
    />
  );
}

function NoServers() {
  const { t } = useTranslation('servers');
  return (
    <EmptyState title={t('list.empty')} action={<AddServerButton />}>
      {t('list.emptyText')}
    </EmptyState>
  );
}
