import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { Can, useAction, useCan, useList, useSites } from '../../../../web/api/index.ts';
import {
  AppLink,
  Button,
  type Column,
  DataTable,
  EmptyState,
  FilterBar,
  Group,
  IconPlus,
  Page,
  SearchFilter,
  StatusMark,
  toast,
  useConfirm,
  useSiteFilter,
  useUrlFilters,
} from '../../../../web/kit/index.ts';
import { listSchedules, removeSchedule } from '../../contract/routes.ts';
import type { UpdateSchedule } from '../../contract/shapes.ts';
import { HandOffDialog } from '../dialogs/HandOffDialog.tsx';
import { ScheduleDialog } from '../dialogs/ScheduleDialog.tsx';
import { listHref } from '../view/filters.ts';
import { weekdayName } from '../view/weekdays.ts';
import '../parts/servers.css';

const SHAPE = { q: z.string().max(200) };

/** `new`: the dialog adds one. */
type Opened =
  | { readonly dialog: 'schedule'; readonly schedule: UpdateSchedule | 'new' }
  | { readonly dialog: 'hand-off'; readonly schedule: UpdateSchedule };

/** How often servers must be updated. */
export default function SchedulesPage() {
  const { t } = useTranslation('servers');
  const siteId = useSiteFilter();
  const [filters, change] = useUrlFilters(SHAPE);
  const [opened, setOpened] = useState<Opened | null>(null);
  const schedules = useList(listSchedules, { limit: 100, ...filters, ...(siteId === undefined ? {} : { siteId }) });
  const columns = useScheduleColumns(setOpened);
  const isFiltered = filters.q !== undefined;
  const add = () => setOpened({ dialog: 'schedule', schedule: 'new' });
  const close = () => setOpened(null);
  return (
    <Page
      title={t('schedules.title')}
      actions={<AddButton onAdd={add} />}
      filters={
        <FilterBar isFiltered={isFiltered} onClear={() => change({ q: null })}>
          <SearchFilter label={t('schedules.search')} value={filters.q} onChange={(q) => change({ q })} />
        </FilterBar>
      }
      fit="fill"
    >
      <DataTable
        name="servers.schedules"
        label={t('schedules.title')}
        list={schedules}
        columns={columns}
        rowKey={({ id }) => id}
        rowLabel={({ name }) => name}
        href={({ id }) => listHref({ scheduleId: id })}
        empty={isFiltered ? <EmptyState title={t('schedules.nothingMatches')} /> : <NoSchedules onAdd={add} />}
      />
      {opened?.dialog === 'schedule' && <ScheduleDialog schedule={opened.schedule === 'new' ? null : opened.schedule} onClose={close} />}
      {opened?.dialog === 'hand-off' && <HandOffDialog schedule={opened.schedule} onClose={close} />}
    </Page>
  );
}

function AddButton({ onAdd }: { onAdd(): void }) {
  const { t } = useTranslation('servers');
  return (
    <Can do="servers:schedules">
      <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={onAdd}>
        {t('schedules.add')}
      </Button>
    </Can>
  );
}

function NoSchedules({ onAdd }: { onAdd(): void }) {
  const { t } = useTranslation('servers');
  return (
    <EmptyState title={t('schedules.empty')} action={<AddButton onAdd={onAdd} />}>
      {t('schedules.emptyText')}
    </EmptyState>
  );
}

function useScheduleColumns(onOpen: (opened: Opened) => void): readonly Column<UpdateSchedule>[] {
  const { t, i18n } = useTranslation('servers');
  const hasSites = useSites().length > 1;
  return useMemo(() => {
    const columns: Column<UpdateSchedule>[] = [
      { key: 'name', title: t('schedules.name'), width: 160, grow: true, render: ({ name }) => <bdi>{name}</bdi> },
      { key: 'interval', title: t('schedules.interval'), width: 125, onPhone: true, render: (row) => <Interval days={row.intervalDays} /> },
      {
        key: 'weekday',
        title: t('schedules.weekday'),
        width: 165,
        render: ({ preferredWeekday: day }) => (day === null ? t('schedules.weekdayAny') : weekdayName(day, i18n.language)),
      },
      { key: 'mode', title: t('overview.mode'), width: 110, render: ({ mode }) => t(`modeShort.${mode}`) },
      {
        key: 'minutes',
        title: t('slots.minutes'),
        width: 90,
        hidden: true,
        align: 'right',
        render: (row) => t('slots.minutesOf', { minutes: row.slotMinutes }),
      },
      {
        key: 'overdue',
        title: t('overview.overduePolicy'),
        width: 200,
        hidden: true,
        render: ({ overduePolicy }) => t(`overdue.short.${overduePolicy}`),
      },
      { key: 'handOff', title: t('handOff.column'), width: 135, render: ({ handOff }) => <HandOffText handOff={handOff} /> },
      {
        key: 'servers',
        title: t('schedules.servers'),
        width: 90,
        align: 'right',
        render: (row) => (
          <AppLink href={listHref({ scheduleId: row.id })}>
            {row.serverCount}
            <span className="ct-hidden">{` ${t('schedules.showServers', { name: row.name })}`}</span>
          </AppLink>
        ),
      },
      { key: 'act', title: t('schedules.act'), width: 275, onPhone: true, render: (row) => <RowActions schedule={row} onOpen={onOpen} /> },
    ];
    return hasSites ? [...columns, { key: 'site', title: t('schedules.site'), width: 140, render: ({ site }) => site.name }] : columns;
  }, [t, i18n.language, hasSites, onOpen]);
}

function Interval({ days }: { readonly days: number }) {
  const { t } = useTranslation('servers');
  const text = t('schedules.intervalText', { count: days });
  return days === 1 ? <StatusMark mark="warning" label={text} why={t('schedules.intervalOne')} /> : <span>{text}</span>;
}

function HandOffText({ handOff }: Pick<UpdateSchedule, 'handOff'>) {
  const { t } = useTranslation('servers');
  if (handOff === null) return <span className="ct-dimmed">{t('handOff.none')}</span>;
  return <span title={handOff.origin}>{t(`handOff.kinds.${handOff.kind}`)}</span>;
}

interface RowActionsProps {
  readonly schedule: UpdateSchedule;
  onOpen(opened: Opened): void;
}

function RowActions({ schedule, onOpen }: RowActionsProps) {
  const { t } = useTranslation('servers');
  const mayChange = useCan('servers:schedules', schedule.site.id);
  const mayHandOff = useCan('servers:hand-off', schedule.site.id);
  const ask = useConfirm();
  const remove = useAction(removeSchedule);
  const { id, name } = schedule;
  if (!mayChange) return null;
  const edit = () => onOpen({ dialog: 'schedule', schedule });
  const handOff = () => onOpen({ dialog: 'hand-off', schedule });
  const question = () =>
    ask({
      title: t('schedules.removeDo', { name }),
      body: t('schedules.removeAsk', { name }),
      verb: t('schedules.removeDo', { name }),
      tone: 'danger',
      run: async () => {
        await remove.run({ id });
        toast.done(t('schedules.removed', { name }));
      },
    });
  return (
    <Group gap={6} wrap="nowrap">
      <Button size="compact-xs" variant="default" aria-label={`${t('schedules.change')}: ${name}`} onClick={edit}>
        {t('schedules.change')}
      </Button>
      {mayHandOff && (
        <Button size="compact-xs" variant="default" aria-label={t('handOff.setFor', { name })} onClick={handOff}>
          {t('handOff.set')}
        </Button>
      )}
      <Button size="compact-xs" variant="default" aria-label={t('schedules.removeDo', { name })} onClick={question}>
        {t('schedules.remove')}
      </Button>
    </Group>
  );
}
