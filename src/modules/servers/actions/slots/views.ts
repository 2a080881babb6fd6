import { responsibilitiesOf } from '../../../../kernel/auth/access/asset-access.ts';
import type { PersonActor } from '../../../../kernel/auth/actor.ts';
import type { Scope } from '../../../../kernel/contract/access.ts';
import type { Page } from '../../../../kernel/contract/page.ts';
import type { Db } from '../../../../kernel/db/database.ts';
import type { PageRequest } from '../../../../kernel/db/keyset.ts';
import { isBefore } from '../../../../shared/time.ts';
import { type ApprovalState, approvalStateAt, faultOfApproval } from '../../domain/approval.ts';
import { isOpen } from '../../domain/slot.ts';
import { type ApprovalFilter, type ApprovalRow, findApproval, listApprovals, pendingApprovals } from '../../store/approvals.ts';
import { type GroupRow, listGroups, planFactsOfOne } from '../../store/plan-servers.ts';
import { type Postponement, postponementsOf } from '../../store/slot-watch.ts';
import { findSlot, listSlots, livingSlotOf, type SlotFilter, type SlotRow } from '../../store/slots.ts';
import { mayOnServers } from '../may.ts';

export type { ApprovalRow, GroupRow, SlotRow };

/** A slot as one person sees it. */
export interface SlotView {
  readonly slot: SlotRow;
  readonly postponements: readonly Postponement[];
  readonly isLate: boolean;
  readonly mayAct: boolean;
  /** Each of those who answer for the server once per slot. */
  readonly mayPostpone: boolean;
}

export interface ApprovalView {
  readonly approval: ApprovalRow;
  readonly state: ApprovalState;
  readonly mayDecide: boolean;
}

type SlotQuery = Omit<SlotFilter, 'responsible'> & { readonly owner?: string | undefined };

/** All reads about planning. Each takes the caller's scope; what lies outside is not there. */
export const createSlotQueries = ({ db }: { readonly db: Db }) => ({
  async slots(person: PersonActor, scope: Scope, { owner, ...filter }: SlotQuery, page: PageRequest): Promise<Page<SlotView>> {
    const responsible = owner === undefined ? undefined : [{ id: owner === 'me' ? person.userId : owner, role: 'any' as const }];
    const { items, nextCursor } = await listSlots(db, scope, { ...filter, responsible }, page);
    return { items: await slotViews(db, person, items), nextCursor };
  },
  /** Whether the server lies in the scope has been asked before. */
  async slot(person: PersonActor, serverId: string, id: string): Promise<SlotView | null> {
    const slot = await findSlot(db, serverId, id);
    return slot === null ? null : ((await slotViews(db, person, [slot]))[0] ?? null);
  },
  groups: (scope: Scope, filter: Parameters<typeof listGroups>[2], page: PageRequest): Promise<Page<GroupRow>> =>
    listGroups(db, scope, filter, page),
  async approvals(person: PersonActor, scope: Scope, filter: ApprovalFilter, page: PageRequest): Promise<Page<ApprovalView>> {
    const { items, nextCursor } = await listApprovals(db, scope, filter, page);
    return { items: await approvalViews(db, person, items, filter.at), nextCursor };
  },
  async approval(person: PersonActor, serverId: string, id: string, now: Temporal.Instant): Promise<ApprovalView | null> {
    const approval = await findApproval(db, serverId, id);
    return approval === null ? null : ((await approvalViews(db, person, [approval], now))[0] ?? null);
  },
});

export type SlotQueries = ReturnType<typeof createSlotQueries>;

/** What the page of a server shows of its planning. */
export async function planningOf(db: Db, person: PersonActor, serverId: SlotRow['server']['id'], now: Temporal.Instant) {
  const [facts, living, pending] = await Promise.all([
    planFactsOfOne(db, serverId),
    livingSlotOf(db, serverId),
    pendingApprovals(db, serverId, now),
  ]);
  const [nextSlot] = living === null ? [] : await slotViews(db, person, [living]);
  return {
    redundancyGroup: facts.group?.name ?? null,
    overduePolicy: facts.overduePolicy,
    nextSlot: nextSlot ?? null,
    approvals: await approvalViews(db, person, pending, now),
  };
}

async function slotViews(db: Db, person: PersonActor, slots: readonly SlotRow[]): Promise<SlotView[]> {
  const ids = slots.map(({ id }) => id);
  const serverIds = slots.map(({ server }) => server.id);
  const [may, postponements, answering] = await Promise.all([
    mayAct(db, person, slots),
    postponementsOf(db, ids),
    responsibilitiesOf(db, person.userId, serverIds),
  ]);
  return slots.map((slot) => {
    const put = postponements.get(slot.id) ?? [];
    const mayAct = may(slot) && isOpen(slot.state);
    const mayPostpone = mayAct && answering.has(slot.server.id) && put.every(({ userId }) => userId !== person.userId);
    const isLate = slot.dueAt !== null && !isBefore(slot.startsAt, slot.dueAt);
    return { slot, postponements: put, isLate, mayAct, mayPostpone };
  });
}

async function approvalViews(
  db: Db,
  person: PersonActor,
  approvals: readonly ApprovalRow[],
  now: Temporal.Instant,
): Promise<ApprovalView[]> {
  const may = await mayAct(db, person, approvals);
  return approvals.map((approval) => ({
    approval,
    state: approvalStateAt(approval, now),
    mayDecide: may(approval) && faultOfApproval(approval, person.userId, now) === null,
  }));
}

/** Whether the person may act on the server of a row. */
async function mayAct(
  db: Db,
  person: PersonActor,
  rows: readonly Pick<SlotRow, 'server' | 'site'>[],
): Promise<(row: Pick<SlotRow, 'server'>) => boolean> {
  const places = rows.map(({ server, site }) => ({ id: server.id, module: 'servers', siteId: site.id }));
  const may = await mayOnServers(db, person, ['servers:act'], places);
  return ({ server }) => may.get(server.id)?.has('servers:act') === true;
}
