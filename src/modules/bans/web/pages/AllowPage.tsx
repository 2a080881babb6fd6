import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { Can, useCan, useList, useSites } from '../../../../web/api/index.ts';
import {
  Button,
  ChoiceFilter,
  type Column,
  DataTable,
  EmptyState,
  FilterBar,
  IconPlus,
  Page,
  SearchFilter,
  StatusMark,
  TimeAgo,
  useUrlFilters,
} from '../../../../web/kit/index.ts';
import { type AllowEntry, listAllowed } from '../../contract/allow-routes.ts';
import { AllowDialog } from '../dialogs/AllowDialog.tsx';
import { AllowEntryDialog } from '../dialogs/AllowEntryDialog.tsx';
import { allowMark } from '../view/allow.ts';
import '../parts/bans.css';

const SHAPE = { address: z.string(), ended: z.enum(['true', 'false']) };

/** What must never be banned, and where that holds. */
export default function AllowPage() {
  const { t } = useTranslation('bans');
  const [filters, change, isFiltered] = useUrlFilters(SHAPE);
  const [opened, setOpened] = useState<AllowEntry | 'new' | null>(null);
  const mayChange = useCan('bans:ban');
  const entries = useList(listAllowed, { limit: 100, ...filters, ended: filters.ended ?? 'false' });
  const columns = useAllowColumns();
  const add = (
    <Can do="bans:ban">
      <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setOpened('new')}>
        {t('allow.add')}
      </Button>
    </Can>
  );
  return (
    <Page
      title={t('nav.allow')}
      actions={add}
      filters={
        <FilterBar isFiltered={isFiltered} onClear={() => change({ address: null, ended: null })}>
          <SearchFilter value={filters.address} onChange={(address) => change({ address })} label={t('filters.ip')} />
          <ChoiceFilter
            label={t('allow.shown')}
            single
            value={filters.ended ?? 'false'}
            choices={(['false', 'true'] as const).map((value) => ({ value, label: t(`allow.ended.${value}`) }))}
            onChange={(ended) => change({ ended: ended === 'true' ? ended : null })}
          />
        </FilterBar>
      }
      fit="fill"
    >
      <DataTable
        name="bans.allow"
        label={t('nav.allow')}
        list={entries}
        columns={columns}
        rowKey={({ id }) => id}
        rowLabel={({ address }) => address}
        {...(mayChange && { onOpen: setOpened })}
        empty={
          isFiltered ? (
            <EmptyState title={t('allow.emptyFiltered')} />
          ) : (
            <EmptyState title={t('allow.empty')} action={add}>
              {t('allow.emptyText')}
            </EmptyState>
          )
        }
      />
      {opened === 'new' && <AllowDialog onClose={() => setOpened(null)} />}
      {opened !== null && opened !== 'new' && <AllowEntryDialog entry={opened} onClose={() => setOpened(null)} />}
    </Page>
  );
}

function useAllowColumns(): readonly Column<AllowEntry>[] {
  const { t } = useTranslation('bans');
  const hasSites = useSites().length > 1;
  return useMemo(() => {
    const columns: Column<AllowEntry>[] = [
      {
        key: 'address',
        title: t('filters.ip'),
        width: 190,
        grow: true,
        render: ({ address }) => <span className="bn-address">{address}</span>,
      },
      { key: 'state', title: t('list.status'), width: 170, onPhone: true, render: (entry) => <Placed entry={entry} /> },
      { key: 'where', title: t('allow.where'), width: 200, render: (entry) => <Where entry={entry} /> },
      {
        key: 'until',
        title: t('allow.until'),
        width: 120,
        onPhone: true,
        render: ({ until }) => <TimeAgo at={until} none={t('allow.forever')} />,
      },
      { key: 'note', title: t('note'), width: 220, render: ({ note }) => <bdi>{note}</bdi> },
      { key: 'by', title: t('allow.by'), width: 120, render: ({ by }) => by?.name ?? t('order.byConsole') },
    ];
    return hasSites
      ? [...columns, { key: 'site', title: t('site'), width: 130, render: ({ site }) => site?.name ?? t('allow.everywhere') }]
      : columns;
  }, [t, hasSites]);
}

function Placed({ entry }: { readonly entry: AllowEntry }) {
  const { t } = useTranslation('bans');
  const mark = allowMark(entry);
  return <StatusMark mark={mark.mark} label={t(`allow.state.${mark.word}`, { count: mark.count })} />;
}

function Where({ entry: { host, jail } }: { readonly entry: AllowEntry }) {
  const { t } = useTranslation('bans');
  const hostText = host?.name ?? t('allow.everyHost');
  return <span>{jail === null ? hostText : `${hostText}, ${jail}`}</span>;
}
