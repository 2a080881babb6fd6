import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { Can, useList } from '../../../../web/api/index.ts';
import { Button, DataTable, EmptyState, IconBan, Menu, Page, useNow, useSiteFilter, useUrlFilters } from '../../../../web/kit/index.ts';
import { BAN_SORTS, listBans } from '../../contract/ban-list-routes.ts';
import { BanDialog } from '../dialogs/BanDialog.tsx';
import { BanFilterBar } from '../parts/BanFilterBar.tsx';
import { useBanColumns } from '../parts/ban-columns.tsx';
import { addressHref, BAN_FILTERS, banInput, beginOf, NO_FILTERS } from '../view/filters.ts';
import '../parts/bans.css';

const SHAPE = { ...BAN_FILTERS, sort: z.enum(BAN_SORTS) };

/** Every ban that the console knows of, however long ago. */
export default function BansPage() {
  const { t } = useTranslation('bans');
  const siteId = useSiteFilter();
  const [{ sort = '-at', ...filters }, change] = useUrlFilters(SHAPE);
  const [isBanning, setBanning] = useState(false);
  const from = beginOf(filters.period ?? 'all', useNow());
  const narrowed = { ...banInput(filters, siteId), ...(from === null ? {} : { from }) };
  const bans = useList(listBans, { limit: 100, ...narrowed, sort });
  const columns = useBanColumns();
  const isFiltered = Object.values(filters).some((value) => value !== undefined);
  return (
    <Page
      title={t('nav.list')}
      actions={
        <>
          <ExportMenu narrowed={{ ...narrowed, sort }} />
          <Can do="bans:ban">
            <Button leftSection={<IconBan size={16} aria-hidden />} onClick={() => setBanning(true)}>
              {t('ban.open')}
            </Button>
          </Can>
        </>
      }
      filters={<BanFilterBar filters={filters} change={change} usualPeriod="all" withState />}
      fit="fill"
    >
      <DataTable
        name="bans.list"
        label={t('nav.list')}
        list={bans}
        columns={columns}
        rowKey={({ id }) => id}
        rowLabel={({ address, host }) => `${address}, ${host.name}`}
        href={({ address }) => addressHref(address)}
        sort={sort}
        onSort={(next) => change({ sort: next })}
        empty={
          isFiltered ? (
            <EmptyState
              title={t('list.emptyFiltered')}
              action={
                <Button variant="default" onClick={() => change(NO_FILTERS)}>
                  {t('clearFilters')}
                </Button>
              }
            />
          ) : (
            <EmptyState title={t('list.empty')}>{t('list.emptyText')}</EmptyState>
          )
        }
      />
      {isBanning && <BanDialog onClose={() => setBanning(false)} />}
    </Page>
  );
}

/** The same bans as a file; the browser saves what the routes stream. */
function ExportMenu({ narrowed }: { readonly narrowed: Readonly<Record<string, string>> }) {
  const { t } = useTranslation('bans');
  const search = new URLSearchParams(narrowed).toString();
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="default">{t('list.export')}</Button>
      </Menu.Target>
      <Menu.Dropdown>
        {(['csv', 'json'] as const).map((kind) => (
          <Menu.Item key={kind} component="a" href={`/api/bans/export.${kind}?${search}`} download={`bans.${kind}`}>
            {t(`list.as.${kind}`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
