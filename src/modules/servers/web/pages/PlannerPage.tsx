import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { useList } from '../../../../web/api/index.ts';
import {
  AppLink,
  Button,
  ChoiceFilter,
  EmptyState,
  FilterBar,
  Group,
  IconArrowLeft,
  IconArrowRight,
  IconCalendarTime,
  Page,
  ProblemState,
  Timeline,
  useFormat,
  useGo,
  useSiteFilter,
  useUrlFilters,
} from '../../../../web/kit/index.ts';
import type { Slot } from '../../contract/plan-shapes.ts';
import { listApprovals, listFreezes, listServers, listSlots } from '../../contract/routes.ts';
import { UPDATE_STATUSES } from '../../contract/shapes.ts';
import { PlanDialog } from '../dialogs/PlanDialog.tsx';
import { SlotDialog } from '../dialogs/SlotDialog.tsx';
import { ApprovalList } from '../parts/ApprovalList.tsx';
import { ScheduleFilter } from '../parts/ServerFilters.tsx';
import { SlotTable } from '../parts/SlotTable.tsx';
import { useMoveSlot } from '../parts/use-move-slot.ts';
import { useReader } from '../parts/use-reader.ts';
import { bothClocks } from '../view/clocks.ts';
import { barOf, shadesOf, weekFrom, zoneOf } from '../view/planner.ts';
import '../parts/servers.css';

const SHAPE = { day: z.iso.date(), status: z.string().max(60), scheduleId: z.uuid(), view: z.literal('table') };

/** When which server is updated: a week of slots over the hours in which people depend on the servers. */
export default function PlannerPage() {
  const { t } = useTranslation('servers');
  const [filters, change] = useUrlFilters(SHAPE);
  const [isPlanning, setPlanning] = useState(false);
  const isTable = filters.view === 'table';
  return (
    <Page
      title={t('planner.title')}
      actions={<PlannerActions onPlan={() => setPlanning(true)} />}
      filters={
        <FilterBar
          isFiltered={filters.status !== undefined || filters.scheduleId !== undefined}
          onClear={() => change({ status: null, scheduleId: null })}
        >
          <WeekButtons day={filters.day} onChange={(day) => change({ day })} />
          <ChoiceFilter
            label={t('filters.status')}
            value={filters.status}
            choices={UPDATE_STATUSES.map((value) => ({ value, label: t(`marks.update.${value}`) }))}
            onChange={(status) => change({ status })}
          />
          <ScheduleFilter value={filters.scheduleId} onChange={(scheduleId) => change({ scheduleId })} />
          <Button size="compact-sm" variant="subtle" onClick={() => change({ view: isTable ? null : 'table' })}>
            {t(isTable ? 'planner.showPicture' : 'planner.showTable')}
          </Button>
        </FilterBar>
      }
    >
      <WaitingApprovals />
      <Week filters={filters} isTable={isTable} onPlan={() => setPlanning(true)} />
      {isPlanning && <PlanDialog scheduleId={filters.scheduleId ?? null} onClose={() => setPlanning(false)} />}
    </Page>
  );
}

function PlannerActions({ onPlan }: { onPlan(): void }) {
  const { t } = useTranslation('servers');
  const go = useGo();
  return (
    <>
      <Button variant="default" onClick={() => go('/planner/freezes')}>
        {t('freezes.title')}
      </Button>
      <Button leftSection={<IconCalendarTime size={16} aria-hidden />} onClick={onPlan}>
        {t('planner.plan')}
      </Button>
    </>
  );
}

/** What waits for an answer of this person. */
function WaitingApprovals() {
  const siteId = useSiteFilter();
  const asked = { limit: 50, state: 'pending', ...(siteId === undefined ? {} : { siteId }) };
  const approvals = useList(listApprovals, asked).items.filter(({ mayDecide }) => mayDecide);
  return <ApprovalList approvals={approvals} zone={null} />;
}

interface WeekButtonsProps {
  readonly day: string | undefined;
  onChange(day: string | null): void;
}

/** The week before, today, the week after. */
function WeekButtons({ day, onChange }: WeekButtonsProps) {
  const { t } = useTranslation('servers');
  const format = useFormat();
  const reader = useReader();
  const { first, from, until } = weekFrom(day, reader);
  return (
    <Group gap={4} wrap="nowrap">
      <Button
        size="compact-sm"
        variant="default"
        aria-label={t('planner.before')}
        onClick={() => onChange(first.subtract({ days: 7 }).toString())}
      >
        <IconArrowLeft size={16} aria-hidden />
      </Button>
      <Button size="compact-sm" variant="default" onClick={() => onChange(null)}>
        {t('planner.today')}
      </Button>
      <Button
        size="compact-sm"
        variant="default"
        aria-label={t('planner.after')}
        onClick={() => onChange(first.add({ days: 7 }).toString())}
      >
        <IconArrowRight size={16} aria-hidden />
      </Button>
      <span className="ct-figures sv-second" aria-live="polite">
        {`${format.day(from.toString())} – ${format.day(until.subtract({ milliseconds: 1 }).toString())}`}
      </span>
    </Group>
  );
}

interface WeekProps {
  readonly filters: { readonly day?: string | undefined; readonly status?: string | undefined; readonly scheduleId?: string | undefined };
  readonly isTable: boolean;
  onPlan(): void;
}

const ROWS = 50;
const MOST = 200;

function Week({ filters: { day, status, scheduleId }, isTable, onPlan }: WeekProps) {
  const { t } = useTranslation('servers');
  const siteId = useSiteFilter();
  const reader = useReader();
  const [opened, setOpened] = useState<Slot | null>(null);
  const week = useMemo(() => weekFrom(day, reader), [day, reader]);
  const site = siteId === undefined ? {} : { siteId };
  const range = { from: week.from.toString(), until: week.until.toString(), ...site };
  const servers = useList(listServers, { limit: ROWS, sort: 'nextUpdateDueAt', status, scheduleId, ...site });
  const slots = useList(listSlots, { limit: MOST, ...range, scheduleId });
  const freezes = useList(listFreezes, { limit: MOST, ...range }).items;
  const zones = new Map(servers.items.map((server) => [server.id, zoneOf(server)]));
  const zoneOfSlot = (slot: Slot): string | null => zones.get(slot.server.id) ?? null;
  const move = useMoveSlot(reader);
  const slotBy = (id: string): Slot | undefined => slots.items.find((slot) => slot.id === id);

  if (servers.problem !== null && servers.items.length === 0) return <ProblemState problem={servers.problem} onRetry={servers.refetch} />;
  if (!servers.isLoading && servers.items.length === 0) return <NothingToPlan />;
  return (
    <>
      {isTable ? (
        <SlotTable slots={slots} onOpen={setOpened} onPlan={onPlan} />
      ) : (
        <div className="sv-wide">
          <Timeline
            label={t('planner.title')}
            span={week}
            stepMinutes={15}
            moveHelp={t('planner.moveHelp')}
            rows={servers.items.map((server) => ({
              key: server.id,
              head: <AppLink href={`/servers/${server.id}`}>{server.name}</AppLink>,
              shades: shadesOf(server, freezes, week),
              bars: slots.items.filter((slot) => slot.server.id === server.id).map((slot) => barOf(slot, zoneOf(server), reader)),
            }))}
            sayStart={(server, start) => bothClocks(start, zones.get(server) ?? null, reader)}
            onMove={(id, start) => {
              const slot = slotBy(id);
              if (slot !== undefined) move({ slot, startsAt: start.toString(), zone: zoneOfSlot(slot) });
            }}
            onOpen={(id) => setOpened(slotBy(id) ?? null)}
          />
          <Legend />
        </div>
      )}
      {servers.hasMore && !isTable && (
        <Button variant="subtle" loading={servers.isLoadingMore} onClick={servers.loadMore}>
          {t('planner.moreServers')}
        </Button>
      )}
      {slots.hasMore && !isTable && (
        <Button variant="subtle" loading={slots.isLoadingMore} onClick={slots.loadMore}>
          {t('planner.moreSlots')}
        </Button>
      )}
      {opened !== null && <SlotDialog slot={slotBy(opened.id) ?? opened} zone={zoneOfSlot(opened)} onClose={() => setOpened(null)} />}
    </>
  );
}

const LEGEND = ['busy', 'closed', 'open', 'plan', 'late', 'over'] as const;

function Legend() {
  const { t } = useTranslation('servers');
  return (
    <ul className="sv-legend">
      {LEGEND.map((kind) => (
        <li key={kind}>
          <span className={`sv-swatch ct-timeline-${kind}`} aria-hidden /> {t(`planner.legend.${kind}`)}
        </li>
      ))}
    </ul>
  );
}

function NothingToPlan() {
  const { t } = useTranslation('servers');
  return <EmptyState title={t('planner.empty')}>{t('planner.emptyText')}</EmptyState>;
}
