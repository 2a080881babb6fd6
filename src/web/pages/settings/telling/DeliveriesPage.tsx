import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { type DeliveryRow, listDeliveries, MESSAGE_STATES } from '../../../../kernel/contract/routes/telling.ts';
import { useList } from '../../../api/queries.ts';
import { ChoiceFilter, FilterBar } from '../../../kit/FilterBar.tsx';
import { useUrlFilters } from '../../../kit/navigation.tsx';
import { Page } from '../../../kit/Page.tsx';
import { sayingText } from '../../../kit/sentence.ts';
import { EmptyState } from '../../../kit/states.tsx';
import { Instant } from '../../../kit/Time.tsx';
import type { Column } from '../../../kit/table/columns.ts';
import { DataTable } from '../../../kit/table/DataTable.tsx';
import { MessageState, useChannelName } from '../../account/notifications/Channels.tsx';
import { SettingsTabs } from '../SettingsTabs.tsx';

/** What was told to whom, newest first, with what became of it. */
export default function DeliveriesPage() {
  const { t } = useTranslation('kernel');
  const [{ state }, change, isFiltered] = useUrlFilters({ state: z.string() });
  const list = useList(listDeliveries, state === undefined ? {} : { state }, { live: ['telling'] });
  const filters = (
    <FilterBar isFiltered={isFiltered} onClear={() => change({ state: null })}>
      <ChoiceFilter
        label={t('telling.stateTitle')}
        value={state}
        choices={MESSAGE_STATES.map((one) => ({ value: one, label: t(`notify.state.${one}`) }))}
        onChange={(next) => change({ state: next })}
      />
    </FilterBar>
  );
  return (
    <Page title={t('settings.title')} fit="fill" aside={<SettingsTabs at="deliveries" />} filters={filters}>
      <DataTable
        name="deliveries"
        label={t('telling.deliveries')}
        list={list}
        columns={useColumns()}
        rowKey={({ id }) => id}
        rowLabel={({ to, at }) => `${to} ${at}`}
        empty={<EmptyState title={isFiltered ? t('states.nothingFound') : t('telling.noDeliveries')} />}
      />
    </Page>
  );
}

function useColumns(): readonly Column<DeliveryRow>[] {
  const { t } = useTranslation('kernel');
  const nameOf = useChannelName();
  const aboutOf = ({ kind, about, count }: DeliveryRow): string => {
    const left = count - about.length;
    const named = about.join(', ');
    if (named === '') return t(`telling.kinds.${kind}`);
    return left > 0 ? t('telling.more', { about: named, count: left }) : named;
  };
  return [
    { key: 'at', title: t('telling.at'), width: 170, render: ({ at }) => <Instant at={at} /> },
    { key: 'to', title: t('telling.to'), width: 130, onPhone: true, render: ({ to }) => <bdi>{to}</bdi> },
    { key: 'channel', title: t('telling.channel'), width: 140, render: ({ channel }) => <bdi>{nameOf(channel)}</bdi> },
    { key: 'what', title: t('telling.what'), width: 220, grow: true, onPhone: true, render: (row) => <bdi>{aboutOf(row)}</bdi> },
    {
      key: 'state',
      title: t('telling.stateTitle'),
      width: 130,
      onPhone: true,
      render: ({ state, error, saying }) => <MessageState state={state} error={sayingText(saying, error)} />,
    },
    { key: 'tries', title: t('telling.tries'), width: 90, align: 'right', render: ({ attempts }) => attempts },
    {
      key: 'error',
      title: t('telling.error'),
      width: 240,
      grow: true,
      render: ({ error, saying }) => <span>{sayingText(saying, error) ?? '–'}</span>,
    },
  ];
}
