import { useTranslation } from 'react-i18next';
import { Button, type Column, DataTable, EmptyState, Instant, StatusMark } from '../../../../web/kit/index.ts';
import type { Slot } from '../../contract/plan-shapes.ts';
import { slotMark } from '../view/slot-mark.ts';

type Slots = Parameters<typeof DataTable<Slot>>[0]['list'];

interface SlotTableProps {
  readonly slots: Slots;
  onOpen(slot: Slot): void;
  onPlan(): void;
}

/** The same as the picture, in rows. */
export function SlotTable({ slots, onOpen, onPlan }: SlotTableProps) {
  const { t } = useTranslation('servers');
  const columns: Column<Slot>[] = [
    { key: 'startsAt', title: t('slots.startsAt'), width: 190, render: ({ startsAt }) => <Instant at={startsAt} />, onPhone: true },
    { key: 'server', title: t('list.columns.name'), grow: true, render: ({ server }) => server.name, onPhone: true },
    {
      key: 'state',
      title: t('slots.stateTitle'),
      grow: true,
      render: (slot) => <StatusMark mark={slotMark(slot)} label={t(`slots.state.${slot.state}`)} />,
      onPhone: true,
    },
    { key: 'minutes', title: t('slots.minutes'), width: 90, align: 'right', render: ({ minutes }) => t('slots.minutesOf', { minutes }) },
    { key: 'dueAt', title: t('list.columns.due'), width: 190, render: ({ dueAt }) => <Instant at={dueAt} /> },
    { key: 'plannedBy', title: t('slots.plannedBy'), grow: true, render: ({ plannedBy }) => plannedBy ?? t('slots.nobody') },
  ];
  return (
    <DataTable
      name="servers.slots"
      label={t('planner.title')}
      list={slots}
      columns={columns}
      rowKey={({ id }) => id}
      rowLabel={({ server }) => server.name}
      onOpen={onOpen}
      empty={
        <EmptyState title={t('planner.noSlots')} action={<Button onClick={onPlan}>{t('planner.plan')}</Button>}>
          {t('planner.noSlotsText')}
        </EmptyState>
      }
    />
  );
}
