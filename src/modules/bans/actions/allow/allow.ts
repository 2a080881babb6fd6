import type { Actor } from '../../../../kernel/auth/actor.ts';
import { type Scope, sitesOf } from '../../../../kernel/contract/access.ts';
import type { Page } from '../../../../kernel/contract/page.ts';
import { isUniqueViolation } from '../../../../kernel/db/errors.ts';
import type { PageRequest } from '../../../../kernel/db/keyset.ts';
import type { Work } from '../../../../kernel/db/transact.ts';
import { newId, type SiteId } from '../../../../shared/ids.ts';
import { ok, type Refused, type Result, refuse } from '../../../../shared/result.ts';
import { isAfter, toWire } from '../../../../shared/time.ts';
import { BANS_EVENTS } from '../../contract/events.ts';
import { allows } from '../../domain/host.ts';
import { type AllowFilter, type AllowRow, endAllow, findAllow, insertAllow, listAllow, lockAllow, saveAllow } from '../../store/allow.ts';
import { type OrderHost, orderHosts } from '../../store/order-hosts.ts';
import type { CarryOut } from '../orders/carry-out.ts';
import { type AddressFault, readNetwork } from '../orders/orders.ts';
import type { OrderParts } from '../orders/parts.ts';
import { placeUnbans } from '../orders/place.ts';
import { filterNetwork } from '../orders/queries.ts';
import type { KeepAllow } from './keep.ts';

export type AllowView = AllowRow;

export interface AddAllow {
  readonly address: string;
  readonly note: string;
  readonly until: Temporal.Instant | null;
  readonly jail: string | null;
  /** The site that the caller was let in for. */
  readonly siteId: string | null;
  readonly hostId: string | null;
  readonly isEverywhere: boolean;
  readonly unban: boolean;
}

type AddFault =
  | AddressFault
  | 'bans.unknown_host'
  | 'bans.end_in_past'
  | 'bans.not_everywhere'
  | 'bans.allow_unclear'
  | 'bans.allow_exists';

export interface AllowParts extends OrderParts {
  readonly carryOut: CarryOut;
  readonly keep: KeepAllow;
}

interface Added {
  readonly id: string;
  readonly hostIds: readonly string[];
  readonly orderIds: readonly string[];
}

/**
 * Adds an entry and puts it into the running ignore lists at once. `mayEverywhere`: the scope in which the caller holds the permission
 * by role on every site; `bans.not_everywhere` otherwise.
 */
export function createAddAllow(parts: AllowParts) {
  return async (by: Actor, scope: Scope, input: AddAllow, everywhere: Scope): Promise<Result<AllowRow, AddFault>> => {
    const added = await orExists(() => parts.transact<Result<Added, AddFault>>(by, (work) => add(work, scope, input, everywhere)));
    if (!added.ok) return added;
    await Promise.all(added.value.hostIds.map(parts.keep));
    await Promise.all(added.value.orderIds.map(parts.carryOut));
    const row = await findAllow(parts.db, scope, added.value.id);
    return row === null ? refuse('bans.allow_unclear') : ok(row);
  };
}

async function orExists<T>(act: () => Promise<T>): Promise<T | Refused<'bans.allow_exists'>> {
  try {
    return await act();
  } catch (error) {
    if (isUniqueViolation(error, 'allow_entries_living')) return refuse('bans.allow_exists', { path: 'address' });
    throw error;
  }
}

async function add(work: Work, scope: Scope, input: AddAllow, everywhere: Scope): Promise<Result<Added, AddFault>> {
  const network = readNetwork(input.address, 'address');
  if (!network.ok) return network;
  const fault = faultOf(input, everywhere, work.now);
  if (fault !== null) return fault;
  const seen = input.isEverywhere ? everywhere : scope;
  const hosts = await orderHosts(work.tx, seen, input.hostId === null ? null : [input.hostId]);
  if (input.hostId !== null && hosts.length === 0) return refuse('bans.unknown_host', { path: 'hostId' });
  const { note, until, jail, hostId } = input;
  const siteId = input.isEverywhere ? null : input.siteId;
  const createdBy = work.by.kind === 'person' ? work.by.userId : null;
  const entry = {
    id: newId<'allow'>(work.now),
    siteId,
    hostId,
    jail,
    network: network.value.text,
    note,
    until,
    createdAt: work.now,
    createdBy,
  };
  await insertAllow(work.tx, entry);
  await tell(work, 'bans.allowed', entry, { after: { address: entry.network, jail, hostId, siteId, note, until: toWire(until) } });
  const steerable = hosts.filter((host) => allows(host.level, 'ban'));
  const orderIds = input.unban
    ? await placeUnbans(work, unbanOn(steerable, jail), { network: entry.network, jail, note, withInside: true })
    : [];
  return ok({ id: entry.id, hostIds: steerable.map(({ id }) => id), orderIds });
}

const unbanOn = (hosts: readonly OrderHost[], jail: string | null): OrderHost[] =>
  hosts.filter((host) => jail === null || host.jails.includes(jail));

function faultOf(
  { isEverywhere, hostId, siteId, until }: AddAllow,
  everywhere: Scope,
  now: Temporal.Instant,
): Refused<'bans.allow_unclear' | 'bans.not_everywhere' | 'bans.end_in_past'> | null {
  if (isEverywhere && hostId !== null) return refuse('bans.allow_unclear', { path: 'hostId' });
  if (isEverywhere && sitesOf(everywhere, 'bans') !== 'all') return refuse('bans.not_everywhere', { path: 'isEverywhere' });
  if (!isEverywhere && siteId === null) return refuse('bans.allow_unclear', { path: 'siteId' });
  return until !== null && !isAfter(until, now) ? refuse('bans.end_in_past', { path: 'until' }) : null;
}

async function tell(
  work: Work,
  action: string,
  { id, network, siteId }: { readonly id: string; readonly network: string; readonly siteId: string | null },
  change: Pick<Parameters<Work['audit']>[0], 'before' | 'after'>,
): Promise<void> {
  await work.audit({ action, subject: { kind: 'allow-entry', id, name: network }, siteId, ...change });
  work.publish({
    name: BANS_EVENTS.allowChanged,
    module: 'bans',
    siteId: siteId as SiteId | null,
    assetId: null,
    payload: { entryId: id },
  });
}

export interface EditAllow {
  readonly id: string;
  readonly note?: string | undefined;
  readonly until?: Temporal.Instant | null | undefined;
  readonly version: number | null;
}

type EditFault = 'bans.unknown_allow_entry' | 'bans.allow_ended' | 'bans.end_in_past' | 'bans.not_everywhere' | 'kernel.version_conflict';

/** Changes the note or the end; what holds everywhere only by who may do so everywhere. */
export function createEditAllow({ transact }: AllowParts) {
  return (by: Actor, scope: Scope, input: EditAllow): Promise<Result<AllowRow, EditFault>> =>
    transact<Result<AllowRow, EditFault>>(by, async (work) => {
      const before = await lockAllow(work.tx, scope, input.id);
      if (before === null) return refuse('bans.unknown_allow_entry');
      if (before.site === null && sitesOf(scope, 'bans') !== 'all') return refuse('bans.not_everywhere');
      if (before.endedAt !== null) return refuse('bans.allow_ended');
      if (input.version !== null && input.version !== before.version) return refuse('kernel.version_conflict', { version: before.version });
      const { note = before.note, until = before.until } = input;
      if (until !== null && !isAfter(until, work.now)) return refuse('bans.end_in_past', { path: 'until' });
      await saveAllow(work.tx, before.id, { note, until });
      await tell(
        work,
        'bans.allow_edited',
        { id: before.id, network: before.network, siteId: before.site?.id ?? null },
        { before: { note: before.note, until: toWire(before.until) }, after: { note, until: toWire(until) } },
      );
      return ok((await findAllow(work.tx, scope, before.id)) ?? before);
    });
}

type RemoveFault = 'bans.unknown_allow_entry' | 'bans.not_everywhere';

/** Ends an entry and takes it out of the running ignore lists at once; where a host does not answer, later. Repeating it is harmless. */
export function createRemoveAllow(parts: AllowParts) {
  return async (by: Actor, scope: Scope, id: string, note: string): Promise<Result<null, RemoveFault>> => {
    const ended = await parts.transact<Result<AllowRow, RemoveFault>>(by, async (work) => {
      const entry = await lockAllow(work.tx, scope, id);
      if (entry === null) return refuse('bans.unknown_allow_entry');
      if (entry.site === null && sitesOf(scope, 'bans') !== 'all') return refuse('bans.not_everywhere');
      if (entry.endedAt !== null) return ok(entry);
      await endAllow(work.tx, id, work.now, 'removed');
      const subject = { id, network: entry.network, siteId: entry.site?.id ?? null };
      await tell(work, 'bans.allow_removed', subject, { before: { address: entry.network, note: entry.note }, after: { note } });
      return ok(entry);
    });
    if (!ended.ok) return ended;
    await Promise.all([...new Set(ended.value.placements.map(({ host }) => host.id))].map(parts.keep));
    return ok(null);
  };
}

export const createListAllow =
  ({ db }: Pick<OrderParts, 'db'>) =>
  async (
    scope: Scope,
    filter: AllowFilter,
    page: PageRequest,
  ): Promise<Result<Page<AllowRow>, 'bans.not_an_address' | 'bans.host_bits_set'>> => {
    const network = filterNetwork(filter.network);
    return network.ok ? ok(await listAllow(db, scope, { ...filter, network: network.value }, page)) : network;
  };
