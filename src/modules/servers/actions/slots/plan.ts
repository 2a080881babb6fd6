import type { PersonActor } from '../../../../kernel/auth/actor.ts';
import { scopeOf } from '../../../../kernel/contract/access.ts';
import type { Work } from '../../../../kernel/db/transact.ts';
import type { AssetId } from '../../../../shared/ids.ts';
import { ok, type Result, refuse } from '../../../../shared/result.ts';
import { toWire } from '../../../../shared/time.ts';
import { wantsSecondPerson } from '../../domain/approval.ts';
import { decide } from '../../domain/decide.ts';
import type { UpdateStatus } from '../../domain/update-status.ts';
import { lockGroups, planFactsOf } from '../../store/plan-servers.ts';
import type { ServerRow } from '../../store/server-rows.ts';
import { chosenServers, findServers } from '../../store/servers.ts';
import { lookAtGroupsLast } from '../../store/slots.ts';
import { mayOnServers, READ_SERVERS } from '../may.ts';
import type { Parts, Subject } from '../parts.ts';
import { settle } from '../settle.ts';
import { subjectOf } from '../subject.ts';
import { touchableOf } from '../touchable.ts';
import { orTaken, personOf } from './parts.ts';
import { placeSlot, shiftSlot } from './place.ts';
import { proposalsFor, type ServerProposal } from './proposals.ts';

export interface PlanRequest {
  readonly serverIds?: readonly string[] | undefined;
  readonly siteId?: string | undefined;
  readonly scheduleId?: string | undefined;
  readonly status?: readonly UpdateStatus[] | undefined;
  readonly dryRun: boolean;
  /** Also writes slots in times that are not safe. */
  readonly confirmRisky: boolean;
}

export interface Plan {
  readonly proposals: readonly PlannedProposal[];
  readonly isSaved: boolean;
}

/** A proposal, and the slot that it became; null: none was written. */
export interface PlannedProposal extends Omit<ServerProposal, 'reasons'> {
  readonly slotId: string | null;
  readonly reasons: readonly { readonly code: string; readonly params: ServerProposal['reasons'][number]['params'] }[];
}

/** More at once is not a plan that somebody looks through. */
const MOST = 500;

type PlanAnswer = Result<Plan, 'servers.too_many_to_plan' | 'servers.plan_changed'>;

/** Proposes slots for the servers in sight, or writes them for those that the person may act on. */
export function createPlanServers(parts: Parts) {
  return async (by: PersonActor, request: PlanRequest): Promise<PlanAnswer> => {
    const now = parts.clock.now();
    const scope = scopeOf(by, READ_SERVERS);
    const { serverIds, siteId, scheduleId, status } = request;
    const ids = serverIds ?? (await chosenServers(parts.db, scope, { at: now, siteId, scheduleId, status }, MOST + 1));
    if (ids.length > MOST) return refuse('servers.too_many_to_plan');
    if (request.dryRun) {
      const proposals = await proposalsFor(parts.db, parts, await findServers(parts.db, scope, ids), now);
      return ok({ proposals: proposals.map(asFound).toSorted(byStart), isSaved: false });
    }
    const saved = await orTaken(() => parts.transact<PlanAnswer>(by, (work) => savePlan(work, parts, by, { ids, request })));
    return saved.ok || saved.code === 'servers.too_many_to_plan' ? saved : refuse('servers.plan_changed');
  };
}

async function savePlan(
  work: Work,
  parts: Parts,
  by: PersonActor,
  { ids, request }: { readonly ids: readonly string[]; readonly request: PlanRequest },
): Promise<PlanAnswer> {
  const { tx, now } = work;
  // In one order, so that two plans never wait for each other.
  for (const id of [...new Set(ids)].sort()) await parts.assets.lock(tx, id as AssetId);
  const facts = await planFactsOf(tx, ids);
  await lockGroups(tx, [...new Set([...facts.values()].flatMap(({ group }) => group?.number ?? []))]);
  await lookAtGroupsLast(tx);
  const servers = await findServers(tx, scopeOf(by, READ_SERVERS), ids);
  const may = await mayOnServers(
    tx,
    by,
    ['servers:act'],
    servers.map(({ id, site }) => ({ id, module: 'servers', siteId: site.id })),
  );
  const isMine = ({ id }: ServerRow): boolean => may.get(id)?.has('servers:act') === true;
  const proposals: PlannedProposal[] = [];
  for (const proposal of await proposalsFor(tx, parts, servers.filter(isMine), now)) {
    proposals.push(await write(work, parts, proposal, request));
  }
  const others = (
    await proposalsFor(
      tx,
      parts,
      servers.filter((server) => !isMine(server)),
      now,
    )
  ).map(asNotMine);
  await auditPlan(work, proposals);
  return ok({ proposals: [...proposals, ...others].toSorted(byStart), isSaved: true });
}

/** Writes what is new or has to move; what is risky only where the person, and the policy, want it. */
async function write(work: Work, parts: Parts, proposal: ServerProposal, request: PlanRequest): Promise<PlannedProposal> {
  const { server, facts, slot, startsAt, endsAt, change, isRisky } = proposal;
  const found = asFound(proposal);
  if (startsAt === null || endsAt === null || change === 'none' || change === 'kept') return found;
  const touchable = isRisky ? await touchableOf(work.tx, parts, server, work.now) : null;
  const isToConfirm = touchable !== null && decide(touchable, 'update', startsAt).answer !== 'allow';
  if (isToConfirm && (!request.confirmRisky || wantsSecondPerson(facts.overduePolicy))) {
    return { ...found, change: 'none', reasons: [...found.reasons, { code: 'needs_confirmation', params: {} }] };
  }
  const placing = { from: startsAt, until: endsAt, isByHand: false, isRisky, confirmedBy: isToConfirm ? personOf(work) : null };
  const subject: Subject = subjectOf(server);
  const slotId = slot === null ? await placeSlot(work, subject, facts, placing) : slot.id;
  if (slot !== null) await shiftSlot(work, parts, subject, slot, placing);
  await settle(work, parts, server.id);
  return { ...found, slotId };
}

const asFound = (proposal: ServerProposal): PlannedProposal => ({ ...proposal, slotId: proposal.slot?.id ?? null });

const asNotMine = (proposal: ServerProposal): PlannedProposal => ({
  ...asFound(proposal),
  change: 'none',
  reasons: [...proposal.reasons, { code: 'not_permitted', params: {} }],
});

const byStart = (a: PlannedProposal, b: PlannedProposal): number => {
  if (a.startsAt === null || b.startsAt === null) return a.startsAt === b.startsAt ? 0 : a.startsAt === null ? 1 : -1;
  return Temporal.Instant.compare(a.startsAt, b.startsAt) || (a.server.id < b.server.id ? -1 : 1);
};

/** One line per site, whatever the number of servers: they were planned by one click. */
async function auditPlan(work: Work, proposals: readonly PlannedProposal[]): Promise<void> {
  const written = proposals.filter(({ change }) => change === 'new' || change === 'moved');
  for (const [siteId, ofSite] of Map.groupBy(written, ({ server }) => server.site.id)) {
    const slots = ofSite.map(({ server, startsAt, slotId }) => ({ server: server.name, startsAt: toWire(startsAt), slotId }));
    const name = ofSite[0]?.server.site.name ?? '';
    await work.audit({ action: 'servers.planned', subject: { kind: 'site', id: siteId, name }, siteId, after: { slots } });
  }
}
