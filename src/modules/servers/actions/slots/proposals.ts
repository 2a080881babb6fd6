import type { Db, Tx } from '../../../../kernel/db/database.ts';
import { type OpenSlot, type PlanServer, type Proposal, planSlots } from '../../domain/planner/plan.ts';
import { type PlanFacts, planFactsOf } from '../../store/plan-servers.ts';
import type { ServerRow } from '../../store/server-rows.ts';
import { openSlotsOf, type SlotRow, takenTimes } from '../../store/slots.ts';
import type { Parts } from '../parts.ts';
import { touchablesOf } from '../touchable.ts';

/** What the planner says of a server, and what it looked at. */
export interface ServerProposal extends Proposal {
  readonly server: ServerRow;
  readonly facts: PlanFacts;
  readonly slot: SlotRow | null;
  readonly minutes: number;
}

/** Plans servers together, beside the slots of the others in their groups. */
export async function proposalsFor(
  db: Db | Tx,
  parts: Pick<Parts, 'assets' | 'settings'>,
  servers: readonly ServerRow[],
  now: Temporal.Instant,
): Promise<ServerProposal[]> {
  const ids = servers.map(({ id }) => id);
  const facts = await planFactsOf(db, ids);
  const slots = await openSlotsOf(db, ids);
  const touchables = await touchablesOf(db, parts, servers, now);
  const groups = [...new Set([...facts.values()].flatMap(({ group }) => group?.number ?? []))];
  const taken = (await takenTimes(db, groups, ids, now)).map((time) => ({ ...time, group: String(time.group) }));
  const known = servers.flatMap((server) => {
    const [its, touchable] = [facts.get(server.id), touchables.get(server.id)];
    return its === undefined || touchable === undefined ? [] : [{ server, facts: its, touchable, slot: slots.get(server.id) ?? null }];
  });
  const plan = planSlots(
    known.map(({ server, facts: its, touchable, slot }) => planServer(server, its, touchable, slot)),
    taken,
    now,
  );
  return known.flatMap(({ server, facts: its, slot }) => {
    const proposal = plan.get(server.id);
    return proposal === undefined ? [] : [{ ...proposal, server, facts: its, slot, minutes: minutesOf(proposal) ?? its.slotMinutes }];
  });
}

const planServer = (
  server: ServerRow,
  { group, slotMinutes }: PlanFacts,
  touchable: PlanServer['touchable'],
  slot: SlotRow | null,
): PlanServer => ({
  id: server.id,
  touchable,
  rhythm: server.schedule,
  lastUpdatedAt: server.lastUpdatedAt,
  slotMinutes,
  group: group === null ? null : String(group.number),
  slot: slot === null ? null : openSlot(slot),
});

const openSlot = ({ startsAt, endsAt, isByHand, confirmedBy }: SlotRow): OpenSlot => ({
  startsAt,
  endsAt,
  isByHand,
  isRiskConfirmed: confirmedBy !== null,
});

const minutesOf = ({ startsAt, endsAt }: Proposal): number | null =>
  startsAt === null || endsAt === null ? null : (endsAt.epochMilliseconds - startsAt.epochMilliseconds) / 60_000;

/** One server alone, from an instant on: for putting a slot off. */
export async function nextSafeStart(
  db: Db | Tx,
  parts: Pick<Parts, 'assets' | 'settings'>,
  wanted: { readonly server: ServerRow; readonly facts: PlanFacts; readonly minutes: number; readonly after: Temporal.Instant },
  now: Temporal.Instant,
): Promise<Temporal.Instant | null> {
  const { server, facts, minutes, after } = wanted;
  const touchable = (await touchablesOf(db, parts, [server], now)).get(server.id);
  if (touchable === undefined) return null;
  const { group } = facts;
  const taken = group === null ? [] : await takenTimes(db, [group.number], [server.id], now);
  const plan = planSlots(
    [{ ...planServer(server, { ...facts, slotMinutes: minutes }, touchable, null), rhythm: null }],
    taken.map((time) => ({ ...time, group: String(time.group) })),
    // The slot may begin at that very instant.
    after.subtract({ milliseconds: 1 }),
  );
  const proposal = plan.get(server.id);
  return proposal === undefined || proposal.isRisky ? null : proposal.startsAt;
}
