import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Can, useList, useSites } from '../../../../web/api/index.ts';
import {
  AppLink,
  Button,
  type Column,
  DataTable,
  EmptyState,
  IconPlus,
  Page,
  StatusMark,
  TimeAgo,
  useFormat,
  useSiteFilter,
} from '../../../../web/kit/index.ts';
import { listBlocklists } from '../../contract/blocklist-routes.ts';
import type { Blocklist } from '../../contract/blocklist-shapes.ts';
import { BlocklistDialog } from '../dialogs/BlocklistDialog.tsx';
import { listMark } from '../view/blocklist-mark.ts';

/** Sources whose networks are banned. */
export default function BlocklistsPage() {
  const { t } = useTranslation('bans');
  const siteId = useSiteFilter();
  const [isAdding, setAdding] = useState(false);
  const lists = useList(listBlocklists, { limit: 100, ...(siteId === undefined ? {} : { siteId }) });
  const columns = useColumns();
  const add = (
    <Can do="bans:lists">
      <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setAdding(true)}>
        {t('blocklists.add')}
      </Button>
    </Can>
  );
  return (
    <Page title={t('nav.blocklists')} aside={<AppLink href="/bans/spread">{t('spread.title')}</AppLink>} actions={add} fit="fill">
      <DataTable
        name="bans.blocklists"
        label={t('nav.blocklists')}
        list={lists}
        columns={columns}
        rowKey={({ id }) => id}
        rowLabel={({ name }) => name}
        href={({ id }) => `/bans/blocklists/${id}`}
        empty={
          <EmptyState title={t('blocklists.empty')} action={add}>
            {t('blocklists.emptyText')}
          </EmptyState>
        }
      />
      {isAdding && <BlocklistDialog blocklist={null} onClose={() => setAdding(false)} />}
    </Page>
  );
}

function useColumns(): readonly Column<Blocklist>[] {
  const { t } = useTranslation('bans');
  const { number } = useFormat();
  const hasSites = useSites().length > 1;
  return useMemo(() => {
    const columns: Column<Blocklist>[] = [
      { key: 'name', title: t('blocklists.name'), width: 200, grow: true, render: ({ name }) => <bdi>{name}</bdi> },
      { key: 'state', title: t('list.status'), width: 190, onPhone: true, render: (list) => <State list={list} /> },
      { key: 'networks', title: t('blocklists.networks'), width: 110, align: 'right', render: ({ networks }) => number(networks) },
      { key: 'jail', title: t('jail'), width: 140, render: ({ jail }) => jail },
      {
        key: 'good',
        title: t('blocklists.lastGood'),
        width: 130,
        onPhone: true,
        render: (list) => <TimeAgo at={list.lastGoodAt} none={t('never')} />,
      },
      {
        key: 'next',
        title: t('blocklists.next'),
        width: 120,
        render: (list) => <TimeAgo at={list.nextImportAt} none={t('blocklists.byHand')} />,
      },
    ];
    return hasSites ? [...columns, { key: 'site', title: t('site'), width: 130, render: ({ site }) => site.name }] : columns;
  }, [t, number, hasSites]);
}

function State({ list }: { readonly list: Blocklist }) {
  const { t } = useTranslation('bans');
  const { mark, word } = listMark(list);
  return <StatusMark mark={mark} label={t(`blocklists.state.${word}`)} />;
}
