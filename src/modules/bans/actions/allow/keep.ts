import { systemActor } from '../../../../kernel/auth/actor.ts';
import type { Work } from '../../../../kernel/db/transact.ts';
import type { AssetId, SiteId } from '../../../../shared/ids.ts';
import type { Refused, Result } from '../../../../shared/result.ts';
import { BANS_EVENTS } from '../../contract/events.ts';
import { parseNetwork } from '../../domain/address.ts';
import { allows } from '../../domain/host.ts';
import { type KeepInput, type KeepPlan, planKeep, type Spot } from '../../domain/keep-allow.ts';
import { allowOn, type PlacementChange, placementsOn, removePlacements, savePlacements } from '../../store/allow-placements.ts';
import { hostById, type OrderHost } from '../../store/order-hosts.ts';
import type { HostAccess, ReachCode } from '../hosts/reach.ts';
import type { OrderParts } from '../orders/parts.ts';

const CONSOLE = systemActor('bans');

/**
 * Brings the running ignore lists of a host in line with the allow list: puts in what is missing (also what a reload has taken away), takes
 * out what has ended. May be called at any time and repeated; a host that does not answer is left as it is, and said so.
 */
export type KeepAllow = (hostId: string) => Promise<void>;

export function createKeepAllow(parts: OrderParts): KeepAllow {
  return async (hostId) => {
    const { db, clock, reach } = parts;
    const host = await hostById(db, hostId);
    const [wanted, placed] = host === null ? [[], []] : [await allowOn(db, host, clock.now()), await placementsOn(db, hostId)];
    if (host === null || !allows(host.level, 'ban') || wanted.length + placed.length === 0) return;
    const seen = await reach.reach(hostId, 'ban', readIgnored);
    if (!seen.ok) return noteFailure(parts, host, { wanted, placed }, seen);
    const plan = planKeep({ ...seen.value, wanted, placed });
    // Written before it is done: a crash in between must not make ours look like somebody else's.
    await parts.transact(CONSOLE, (work) => savePlacements(work.tx, hostId, statesOf(plan.add, 'pending'), work.now));
    const done = isIdle(plan) ? null : await reach.reach(hostId, 'ban', (access) => change(access, plan));
    await parts.transact(CONSOLE, (work) => save(work, host, plan, { done, placed }));
  };
}

/** fail2ban holds no spelling of its own: what it was given, it tells. */
export const spelled = (text: string): string => {
  const network = parseNetwork(text);
  return network.ok ? network.value.text : text;
};

async function readIgnored({ fail2ban }: HostAccess): Promise<Pick<KeepInput, 'jails' | 'ignored'>> {
  const jails = await fail2ban.jailNames();
  const ignored = new Map<string, ReadonlySet<string>>();
  for (const jail of jails) ignored.set(jail, new Set((await fail2ban.ignored(jail)).map(spelled)));
  return { jails, ignored };
}

const isIdle = ({ add, remove }: KeepPlan): boolean => add.length + remove.length === 0;

async function change({ fail2ban }: HostAccess, { add, remove }: KeepPlan): Promise<void> {
  for (const { jail, network } of add) await fail2ban.ignore(jail, network);
  for (const { jail, network } of remove) {
    const written = (await fail2ban.ignored(jail)).filter((text) => spelled(text) === network);
    for (const text of written) await fail2ban.unignore(jail, text);
  }
}

const statesOf = (spots: readonly Spot[], state: PlacementChange['state'], failure: PlacementChange['failure'] = null): PlacementChange[] =>
  spots.map(({ entryId, jail }) => ({ entryId, jail, state, failure }));

interface Outcome {
  readonly done: Result<void, ReachCode> | null;
  readonly placed: KeepInput['placed'];
}

async function save(work: Work, host: OrderHost, plan: KeepPlan, { done, placed }: Outcome): Promise<void> {
  const failure = done?.ok === false ? failureOf(done) : null;
  const added = failure === null ? statesOf(plan.add, 'placed') : statesOf(plan.add, 'pending', failure);
  await savePlacements(work.tx, host.id, [...added, ...statesOf(plan.placed, 'placed'), ...statesOf(plan.present, 'present')], work.now);
  await removePlacements(work.tx, host.id, failure === null ? [...plan.remove, ...plan.forget] : plan.forget);
  const isChanged = !isIdle(plan) || plan.forget.length > 0 || placed.some(({ state }) => state === 'pending');
  if (isChanged) publishPlaced(work, host);
}

const failureOf = ({ code, params }: Refused<ReachCode>) => ({ code, detail: String(params['reason'] ?? '') });

/** What is wanted there and has no row yet gets one, so that people see that it does not hold yet. */
async function noteFailure(
  parts: OrderParts,
  host: OrderHost,
  { wanted, placed }: Pick<KeepInput, 'wanted' | 'placed'>,
  refused: Refused<ReachCode>,
): Promise<void> {
  const failure = failureOf(refused);
  const spots = wanted.flatMap(({ entryId, network, jail }) =>
    (jail === null ? host.jails : [jail]).map((name) => ({ entryId, network, jail: name })),
  );
  const known = new Set(placed.map(({ entryId, jail }) => `${entryId} ${jail}`));
  const fresh = spots.filter(({ entryId, jail }) => !known.has(`${entryId} ${jail}`));
  const waiting = placed.filter(({ state }) => state === 'pending');
  if (fresh.length + waiting.length === 0) return;
  await parts.transact(CONSOLE, async (work) => {
    await savePlacements(work.tx, host.id, statesOf(fresh, 'failed', failure), work.now);
    await savePlacements(work.tx, host.id, statesOf(waiting, 'pending', failure), work.now);
    publishPlaced(work, host);
  });
}

const publishPlaced = (work: Work, host: OrderHost): void =>
  work.publish({
    name: BANS_EVENTS.allowChanged,
    module: 'bans',
    siteId: host.siteId as SiteId,
    assetId: host.id as AssetId,
    payload: { because: 'placed' },
  });
