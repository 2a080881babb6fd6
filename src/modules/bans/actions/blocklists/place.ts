import { systemActor } from '../../../../kernel/auth/actor.ts';
import type { Work } from '../../../../kernel/db/transact.ts';
import type { Result } from '../../../../shared/result.ts';
import { createTurns, type Turns } from '../../../../shared/turns.ts';
import { networkOf, parseNetwork } from '../../domain/address.ts';
import type { SeenBan } from '../../domain/ban.ts';
import type { Protected } from '../../domain/lists/judge.ts';
import { indexNetworks } from '../../domain/lists/network-index.ts';
import { nextLookAt, planPlace } from '../../domain/lists/placing.ts';
import { entriesOf, openImport } from '../../store/blocklist-imports.ts';
import {
  confirmPlaced,
  deleteIfGone,
  forgetPlace,
  forgetPlaced,
  intend,
  type ListToPlace,
  listToPlace,
  type PlaceOfList,
  placedThere,
  savePlaceState,
  wantedByOthers,
} from '../../store/blocklist-places.ts';
import { planPlacing } from '../../store/blocklist-schedule.ts';
import { endBans, recordBans } from '../../store/record-bans.ts';
import type { HostAccess, ReachCode } from '../hosts/reach.ts';
import { publishBans } from '../orders/parts.ts';
import { loadProtections } from '../orders/protections.ts';
import { type ListParts, publishList } from './parts.ts';
import { type ImportProgress, takeUpImport } from './progress.ts';

const CONSOLE = systemActor('bans');

/** Brings what stands on hosts in line with what a blocklist wants; goes on where a crash or an absent host has stopped it. */
export type PlaceList = (listId: string) => Promise<void>;

/**
 * So many networks between two looks at the clock and two rows of progress. The client sends at most 50 in one command and
 * waits in between, so that fail2ban answers others; each batch is a turn of its own in the host's queue.
 */
const BATCH = 200;

export function createPlaceList(parts: ListParts): PlaceList {
  const lines = new Map<string, Turns>();
  // Two looks at one blocklist would ban and lift against each other.
  return (listId) => {
    const line = lines.get(listId) ?? createTurns(1);
    lines.set(listId, line);
    return line(() => placeNow(parts, listId));
  };
}

async function placeNow(parts: ListParts, listId: string): Promise<void> {
  const list = await listToPlace(parts.db, listId);
  if (list === null) return;
  // Asked before what is wanted: an import that is applied from now on is finished by the next look.
  const open = await openImport(parts.db, listId);
  const wanted = list.isRemoved ? [] : await entriesOf(parts.db, listId);
  const progress = await takeUpImport(parts, list, open);
  const settled = await Promise.all(list.places.map((place) => placeOnHost(parts, list, { place, wanted, progress })));
  await parts.transact(CONSOLE, async (work) => {
    await progress.end(work, settled);
    await planNext(work, list, settled);
    publishList(work, list);
  });
}

/** What somebody has planned since we began lies earlier than the end of our lease, and stays. */
async function planNext(work: Work, list: ListToPlace, settled: readonly Settled[]): Promise<void> {
  if (list.isRemoved && (await deleteIfGone(work.tx, list.id))) return;
  await planPlacing(work.tx, list.id, nextLookAt(settled, work.now), work.now);
}

interface Task {
  readonly place: PlaceOfList;
  readonly wanted: readonly string[];
  readonly progress: ImportProgress;
}

export interface Settled {
  /** Null: all is as it should be. */
  readonly failure: { readonly code: string; readonly detail: string } | null;
  /** The jail's own time in seconds; -1: for ever; null: not known. */
  readonly jailSeconds: number | null;
}

async function placeOnHost(parts: ListParts, list: ListToPlace, task: Task): Promise<Settled> {
  const { place } = task;
  const seen = await parts.reach.reach(place.hostId, 'ban', (host) => look(host, place));
  if (!seen.ok) return fail(parts, list, task, seen);
  const placed = await placedThere(parts.db, list.id, place);
  const others = await wantedByOthers(parts.db, list.id, place, [...placed.keys()]);
  const { banned } = seen.value;
  const wants = task.progress.keepsOnly ? standing(placed, banned) : task.wanted;
  const plan = planPlace({ wanted: await allowedNow(parts, list, place, wants), placed, banned, others });
  task.progress.plan(plan.add.length + plan.lift.length);
  await parts.transact(CONSOLE, async (work) => {
    await forgetPlaced(work.tx, list.id, place, plan.forget);
    await confirmPlaced(work.tx, list.id, place, plan.confirm, work.now);
  });
  const failure = (await lift(parts, list, task, plan.lift)) ?? (await ban(parts, list, task, { networks: plan.add, ...seen.value }));
  if (failure !== null && failure !== 'canceled') return fail(parts, list, task, failure);
  const isAll = failure === null && !task.progress.keepsOnly;
  await parts.transact(CONSOLE, async (work) => {
    const pending = isAll ? 0 : pendingOf(await placedThere(work.tx, list.id, place), task.wanted);
    if (place.isTarget) await savePlaceState(work.tx, list.id, place, { pending, failure: null }, work.now);
    else if (failure === null) await forgetPlace(work.tx, list.id, place);
  });
  return { failure: null, jailSeconds: seen.value.jailSeconds };
}

interface Seen {
  readonly banned: ReadonlySet<string>;
  readonly jailSeconds: number | null;
}

async function look({ fail2ban }: HostAccess, { jail }: PlaceOfList): Promise<Seen> {
  const banned = (await fail2ban.bannedIn(jail)).map((text) => {
    const network = parseNetwork(text);
    return network.ok ? network.value.text : text;
  });
  const seconds = await fail2ban.send(['get', jail, 'bantime']);
  return { banned: new Set(banned), jailSeconds: typeof seconds === 'number' ? seconds : null };
}

/** Whoever signed in, or was allowed, since the list was judged is not banned by it. */
async function allowedNow(parts: ListParts, list: ListToPlace, place: PlaceOfList, wanted: readonly string[]): Promise<readonly string[]> {
  if (!place.isTarget) return [];
  const there = { siteIds: [list.siteId], hostIds: [place.hostId], jail: place.jail };
  const protections = await loadProtections(parts, parts.db, there, null);
  const index = indexNetworks(protections, ({ network }: Protected) => network);
  return wanted.filter((network) => index.overlapping(networkOf(network)) === null);
}

/** What an import that was stopped has brought there, and what was there before. */
const standing = (placed: ReadonlyMap<string, boolean>, banned: ReadonlySet<string>): string[] =>
  [...placed].flatMap(([network, isCertain]) => (isCertain || banned.has(network) ? [network] : []));

/** Whoever canceled the import wants nothing more to be changed. */
type BrokenOff = Refusal | 'canceled';

type Refusal = Extract<Result<unknown, ReachCode>, { readonly ok: false }>;

async function ban(
  parts: ListParts,
  list: ListToPlace,
  { place, progress }: Task,
  { networks, jailSeconds }: { readonly networks: readonly string[]; readonly jailSeconds: number | null },
): Promise<BrokenOff | null> {
  for (const planned of batchesOf(networks)) {
    if (await progress.isCanceled(place)) return 'canceled';
    const batch = await parts.transact(CONSOLE, (work) => intend(work.tx, list.id, place, planned));
    const done = await parts.reach.reach(place.hostId, 'ban', ({ fail2ban }) => fail2ban.ban(place.jail, batch));
    if (!done.ok) return done;
    await parts.transact(CONSOLE, async (work) => {
      await confirmPlaced(work.tx, list.id, place, batch, work.now);
      const seen = batch.map((network) => seenBan(list, place, { network, at: work.now, jailSeconds }));
      const { added } = await recordBans(work.tx, { id: place.hostId, siteId: place.siteId }, seen, parts.placeOf);
      publishBans(work, ofPlace(place), { banned: added, ended: 0 });
    });
    await progress.done(planned.length);
  }
  return null;
}

async function lift(
  parts: ListParts,
  list: ListToPlace,
  { place, progress }: Task,
  networks: readonly string[],
): Promise<BrokenOff | null> {
  for (const batch of batchesOf(networks)) {
    if (await progress.isCanceled(place)) return 'canceled';
    const done = await parts.reach.reach(place.hostId, 'ban', ({ fail2ban }) => fail2ban.unban(place.jail, batch));
    if (!done.ok && done.code !== 'bans.unknown_jail') return done;
    await parts.transact(CONSOLE, async (work) => {
      await forgetPlaced(work.tx, list.id, place, batch);
      const ends = batch.map((address) => ({ jail: place.jail, address, at: work.now, how: 'unbanned' as const }));
      publishBans(work, ofPlace(place), { banned: 0, ended: await endBans(work.tx, place.hostId, ends) });
    });
    await progress.done(batch.length);
  }
  return null;
}

const ofPlace = ({ hostId, hostName, siteId }: PlaceOfList) => ({ host: { id: hostId, name: hostName }, siteId });

/** The blocklist stands in for an order: by it the archive knows the ban again when it is read from the host. */
const seenBan = (
  { id, name }: ListToPlace,
  { jail }: PlaceOfList,
  { network, at, jailSeconds }: { readonly network: string; readonly at: Temporal.Instant; readonly jailSeconds: number | null },
): SeenBan => ({
  ...{ jail, address: network, at, provenance: 'blocklist', banCount: 1, failures: 0, lines: [], note: name, orderId: id },
  durationSeconds: jailSeconds === null ? 'unknown' : jailSeconds < 0 ? 'permanent' : jailSeconds,
});

function* batchesOf(networks: readonly string[]): Generator<string[]> {
  for (let at = 0; at < networks.length; at += BATCH) yield networks.slice(at, at + BATCH);
}

/** Where a jail is gone, what stood in it is gone too. */
async function fail(parts: ListParts, list: ListToPlace, { place, wanted }: Task, { code, params }: Refusal): Promise<Settled> {
  const failure = { code, detail: String(params['reason'] ?? '') };
  const isGone = !place.isTarget && (code === 'bans.unknown_jail' || code === 'bans.unknown_host');
  await parts.transact(CONSOLE, async (work) => {
    const placed = await placedThere(work.tx, list.id, place);
    if (isGone) await forgetPlaced(work.tx, list.id, place, [...placed.keys()]);
    if (isGone) await forgetPlace(work.tx, list.id, place);
    else await savePlaceState(work.tx, list.id, place, { pending: pendingOf(placed, wanted), failure }, work.now);
  });
  return { failure: isGone ? null : failure, jailSeconds: null };
}

const pendingOf = (placed: ReadonlyMap<string, boolean>, wanted: readonly string[]): number =>
  wanted.filter((network) => placed.get(network) !== true).length;
