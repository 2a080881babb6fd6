import { systemActor } from '../../../../kernel/auth/actor.ts';
import type { Tx } from '../../../../kernel/db/database.ts';
import type { Work } from '../../../../kernel/db/transact.ts';
import type { Result } from '../../../../shared/result.ts';
import { isAfter } from '../../../../shared/time.ts';
import { contains, isSingle, type Network, networkOf, parseNetwork } from '../../domain/address.ts';
import type { SeenBan } from '../../domain/ban.ts';
import { isForGood, retryAt, wakesAfterBan } from '../../domain/order.ts';
import { activeWithin } from '../../store/active-bans.ts';
import { isListedThere } from '../../store/blocklist-places.ts';
import { lockOrder, type OrderRow, ordersByIds, saveOrder } from '../../store/orders.ts';
import { endBans, recordBans } from '../../store/record-bans.ts';
import type { HostAccess, Patience, ReachCode } from '../hosts/reach.ts';
import { type OrderParts, publishBans, publishOrder } from './parts.ts';

const CONSOLE = systemActor('bans');

/**
 * Carries out what an order says now: a ban, an unban, a renewal, or the end of a ban. May be repeated; two at once do no harm. Answers what kept
 * it from the host; null: nothing did.
 */
export type CarryOut = (orderId: string) => Promise<ReachCode | null>;

export function createCarryOut(parts: OrderParts, patience: Patience = {}): CarryOut {
  return async (orderId) => {
    const [order] = await ordersByIds(parts.db, [orderId]);
    const step = order === undefined ? null : stepOf(order, parts.clock.now());
    if (order === undefined || step === null) return null;
    const done = await parts.reach.reach(order.host.id, 'ban', (host) => doStep(host, parts, orderId, step), patience);
    const outcome = done.ok ? done.value : null;
    if (outcome === OVERTAKEN) return null;
    await parts.transact(CONSOLE, async (work) => {
      const current = await lockOrder(work.tx, orderId);
      // Somebody was quicker, or it was lifted meanwhile: what they wrote stands.
      if (current === null || stepOf(current, work.now) !== step) return;
      if (done.ok) await SAVES[step](work, parts, current, outcome);
      else await saveFailure(work, parts, current, step, done);
    });
    return done.ok ? null : done.code;
  };
}

/** Somebody else has had the turn in between, and it is not to be done any more. */
const OVERTAKEN = 'overtaken';

/** Looks again now that the turn has come: the wait may have been long, and an unban of meanwhile must not be undone. */
async function doStep(host: HostAccess, parts: OrderParts, orderId: string, step: Step): Promise<Outcome | typeof OVERTAKEN> {
  const [order] = await ordersByIds(parts.db, [orderId]);
  if (order === undefined || stepOf(order, parts.clock.now()) !== step) return OVERTAKEN;
  return STEPS[step](host, order, parts);
}

type Step = 'ban' | 'unban' | 'renew' | 'lift';

/** What there is to do; null: nothing, or not yet. */
function stepOf({ kind, state, until, wakesAt }: OrderRow, now: Temporal.Instant): Step | null {
  if (state === 'failed' || state === 'lifted') return null;
  const isOver = until !== null && !isAfter(until, now);
  if (state === 'done') {
    const isDue = wakesAt !== null && !isAfter(wakesAt, now);
    return kind === 'unban' || !isDue ? null : isOver ? 'lift' : 'renew';
  }
  if (kind === 'unban') return 'unban';
  // Its end has come before the host could be reached. It may have got there all the same.
  return isOver ? 'lift' : 'ban';
}

/** Seconds for which the jail itself bans; of the other steps nothing. */
type Outcome = number | null;

const STEPS: Readonly<Record<Step, (host: HostAccess, order: OrderRow, parts: OrderParts) => Promise<Outcome>>> = {
  ban: banThere,
  renew: banThere,
  unban: unbanThere,
  lift: liftThere,
};

/** fail2ban prolongs a ban that is banned again before it ends, so that a renewal leaves no gap. */
async function banThere({ fail2ban }: HostAccess, { jail, network }: OrderRow): Promise<Outcome> {
  const seconds = await fail2ban.send(['get', jail ?? '', 'bantime']);
  await fail2ban.ban(jail ?? '', [network]);
  return typeof seconds === 'number' ? seconds : null;
}

/**
 * An address, whether it is banned or not: fail2ban forgets it. Of a network only the ban of that network, and what lies in it where that is asked for:
 * each by its name, because fail2ban ends the network alone where that is banned, and else all that lies in it (Actions.removeBannedIP).
 */
async function unbanThere({ fail2ban }: HostAccess, { jail, network, withInside }: OrderRow): Promise<Outcome> {
  const meant = networkOf(network);
  if (isSingle(meant)) {
    if (jail === null) await fail2ban.unbanEverywhere([network]);
    else await fail2ban.unban(jail, [network]);
    return null;
  }
  if (withInside) {
    for (const name of jail === null ? await fail2ban.jailNames() : [jail]) {
      await fail2ban.unban(name, within(meant, await fail2ban.bannedIn(name)));
    }
    return null;
  }
  const [jails = []] = await fail2ban.whereBanned([network]);
  for (const name of jails.filter((one) => jail === null || one === jail)) await fail2ban.unban(name, [network]);
  return null;
}

const within = (outer: Network, banned: readonly string[]): string[] =>
  banned.filter((text) => {
    const inner = parseNetwork(text);
    return inner.ok && contains(outer, inner.value);
  });

/** A network that is not banned itself would unban all that lies in it (Actions.removeBannedIP): then there is nothing to take back. */
async function liftThere({ fail2ban }: HostAccess, { host, jail, network }: OrderRow, { db }: OrderParts): Promise<Outcome> {
  if (await isListedThere(db, host.id, jail ?? '', network)) return null;
  const [jails = []] = await fail2ban.whereBanned([network]);
  if (jails.includes(jail ?? '')) await fail2ban.unban(jail ?? '', [network]);
  return null;
}

const SAVES: Readonly<Record<Step, (work: Work, parts: OrderParts, order: OrderRow, outcome: Outcome) => Promise<void>>> = {
  ban: saveBan,
  renew: async (work, _parts, order, jailSeconds) => {
    const wakesAt = wakesAfterBan(order.until, jailSeconds, work.now);
    await saveOrder(work.tx, order.id, { ...{ wakesAt, jailSeconds, renewals: order.renewals + 1, tries: 0 }, failure: null });
  },
  unban: async (work, _parts, order) => {
    const ended = await endInArchive(work.tx, order, work.now, 'unbanned');
    await saveOrder(work.tx, order.id, { state: 'done', doneAt: work.now, wakesAt: null, tries: order.tries + 1, failure: null });
    publishBans(work, order, { banned: 0, ended });
    publishOrder(work, order, 'done');
  },
  lift: saveLift,
};

async function saveBan(work: Work, { placeOf }: OrderParts, order: OrderRow, jailSeconds: Outcome): Promise<void> {
  const { now } = work;
  const { added } = await recordBans(work.tx, { id: order.host.id, siteId: order.siteId }, [seenBan(order, now)], placeOf);
  const wakesAt = wakesAfterBan(order.until, jailSeconds, now);
  await saveOrder(work.tx, order.id, { state: 'done', doneAt: now, wakesAt, jailSeconds, tries: order.tries + 1, failure: null });
  publishBans(work, order, { banned: added, ended: 0 });
  publishOrder(work, order, 'done');
}

const seenBan = ({ id, jail, network, until, by, note }: OrderRow, at: Temporal.Instant): SeenBan => ({
  ...{ jail: jail ?? '', address: network, at, provenance: 'manual', banCount: 1, failures: 0, lines: [] },
  durationSeconds: until === null ? 'permanent' : Math.max(0, Math.round(at.until(until).total('seconds'))),
  ...{ byUserId: by?.id ?? null, note, orderId: id },
});

async function saveLift(work: Work, _parts: OrderParts, order: OrderRow): Promise<void> {
  const ended = await endInArchive(work.tx, order, work.now, 'expired');
  await saveOrder(work.tx, order.id, { state: 'lifted', lifted: { at: work.now, how: 'expired' }, wakesAt: null, failure: null });
  publishBans(work, order, { banned: 0, ended });
  publishOrder(work, order, 'lifted');
}

/** This ban alone, unless all that lies in the network was meant. */
async function endInArchive(tx: Tx, order: OrderRow, at: Temporal.Instant, how: 'expired' | 'unbanned'): Promise<number> {
  const { jail, network } = order;
  const active = await activeWithin(tx, { hostId: order.host.id, jail, network }, at);
  const ended = order.withInside ? active : active.filter(({ address }) => address === network);
  return endBans(
    tx,
    order.host.id,
    ended.map((ban) => ({ ...ban, at, how })),
  );
}

type Failed = Extract<Result<Outcome, ReachCode>, { readonly ok: false }>;

/** Where the jail or the host is gone, so is the ban: its end is no failure. */
const GONE: ReadonlySet<string> = new Set(['bans.unknown_jail', 'bans.unknown_host']);

async function saveFailure(work: Work, parts: OrderParts, order: OrderRow, step: Step, { code, params }: Failed): Promise<void> {
  if (step === 'lift' && GONE.has(code)) return saveLift(work, parts, order);
  const tries = order.tries + 1;
  const failure = { code, detail: String(params['reason'] ?? params['fingerprint'] ?? '') };
  const state = stateAfter(order, step, code);
  const wakesAt = state === 'failed' ? null : retryAt(tries, work.now);
  await saveOrder(work.tx, order.id, { state, failure, tries, wakesAt });
  publishOrder(work, order, state);
}

/** What stands already is not undone by a failed renewal; it is tried again, unless the jail is gone. */
function stateAfter({ state }: OrderRow, step: Step, code: string): OrderRow['state'] {
  if (isForGood(code) && step !== 'lift') return 'failed';
  if (code === 'bans.host_timed_out' && state !== 'done') return 'unknown';
  return state;
}
