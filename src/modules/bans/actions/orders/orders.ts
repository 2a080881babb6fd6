import type { Actor } from '../../../../kernel/auth/actor.ts';
import type { Scope } from '../../../../kernel/contract/access.ts';
import { ok, type Refused, type Result, refuse } from '../../../../shared/result.ts';
import { isSingle, isTooWide, type Network, parseNetwork } from '../../domain/address.ts';
import { type Confirmation, type GuardFault, guardBan } from '../../domain/guard.ts';
import { allows } from '../../domain/host.ts';
import { type EndFault, endOf, endsEarlier } from '../../domain/order.ts';
import { type OrderHost, orderHosts } from '../../store/order-hosts.ts';
import { type OrderRow, ordersByIds } from '../../store/orders.ts';
import type { CarryOut } from './carry-out.ts';
import type { OrderParts } from './parts.ts';
import { placeBans, placeUnbans } from './place.ts';
import { loadProtections } from './protections.ts';

export type AddressFault = 'bans.not_an_address' | 'bans.host_bits_set' | 'bans.too_wide';
type HostFault = 'bans.unknown_host' | 'bans.level_too_low' | 'bans.held' | 'bans.no_hosts';

/** What a person should know of what was accepted. */
export type BanRemark = 'network_depends_on_action' | 'renewed_until_end' | 'host_unreached';

export interface GivenOrders {
  readonly orders: readonly OrderRow[];
  readonly remarks: readonly BanRemark[];
}

export interface AddBans extends Confirmation {
  readonly address: string;
  /** Null: every host of the scope that has the jail. */
  readonly hostIds: readonly string[] | null;
  readonly jail: string;
  readonly until: Temporal.Instant | null;
  readonly hours: number | null;
  readonly note: string;
}

type AddAnswer = Result<GivenOrders, AddressFault | HostFault | EndFault | GuardFault | 'bans.unknown_jail'>;

/**
 * Bans on the hosts named: written first, then carried out at once on all of them, side by side. A host that cannot be reached keeps its
 * order open; it is carried out when the host is back. Nothing is written where anything speaks against it.
 */
export function createAddBans(parts: OrderParts, carryOut: CarryOut) {
  return async (by: Actor, scope: Scope, input: AddBans): Promise<AddAnswer> => {
    const network = readNetwork(input.address, 'address');
    if (!network.ok) return network;
    if ((await parts.held.since()) !== null) return refuse('bans.held');
    const placed = await parts.transact<Result<readonly string[], AddFault>>(by, async (work) => {
      const until = endOf(input, work.now);
      if (!until.ok) return until;
      const hosts = hostsFor(await orderHosts(work.tx, scope, input.hostIds), input);
      if (!hosts.ok) return hosts;
      const place = { siteIds: hosts.value.map(({ siteId }) => siteId), hostIds: hosts.value.map(({ id }) => id), jail: input.jail };
      const guarded = guardBan(network.value, await loadProtections(parts, work.tx, place, by.origin.address), input);
      if (!guarded.ok) return guarded;
      const { jail, note } = input;
      const wanted = { jail, network: network.value.text, until: until.value, note, origin: 'person', offerId: null } as const;
      return ok(await placeBans(work, hosts.value, wanted));
    });
    if (!placed.ok) return placed;
    return ok(await carried(parts, carryOut, placed.value, network.value));
  };
}

type AddFault = HostFault | EndFault | GuardFault | 'bans.unknown_jail';

/** All at once: each host has a queue of its own, and one that does not answer must not hold up the others. */
async function carried({ db, clock }: OrderParts, carryOut: CarryOut, ids: readonly string[], network: Network): Promise<GivenOrders> {
  await Promise.all(ids.map(carryOut));
  const orders = await ordersByIds(db, ids);
  const bans = orders.filter(({ kind }) => kind === 'ban');
  const remarks: BanRemark[] = [];
  if (bans.length > 0 && !isSingle(network)) remarks.push('network_depends_on_action');
  if (bans.some(({ until, jailSeconds }) => endsEarlier(until, jailSeconds, clock.now()))) remarks.push('renewed_until_end');
  if (orders.some(({ state }) => state === 'pending' || state === 'unknown')) remarks.push('host_unreached');
  return { orders, remarks };
}

/** An address or network that may be banned at all; `path`: the field that a refusal names. */
export function readNetwork(text: string, path: string): Result<Network, AddressFault> {
  const network = parseNetwork(text.trim());
  if (!network.ok) return refuse(network.code, { ...network.params, path });
  return isTooWide(network.value) ? refuse('bans.too_wide', { path }) : network;
}

/** The hosts that are meant, all of them able and allowed to ban; of a whole site those that are. */
function hostsFor(
  found: readonly OrderHost[],
  { hostIds, jail }: Pick<AddBans, 'hostIds' | 'jail'>,
): Result<readonly OrderHost[], HostFault | 'bans.unknown_jail'> {
  if (hostIds === null) return someOf(found.filter((host) => allows(host.level, 'ban') && host.jails.includes(jail)));
  const missing = hostIds.find((id) => !found.some((host) => host.id === id));
  if (missing !== undefined) return refuse('bans.unknown_host', { path: 'hostIds' });
  const low = tooLow(found);
  if (low !== null) return low;
  const without = found.find((host) => !host.jails.includes(jail));
  return without === undefined ? ok(found) : refuse('bans.unknown_jail', { path: 'jail', host: without.name });
}

const someOf = (hosts: readonly OrderHost[]): Result<readonly OrderHost[], 'bans.no_hosts'> =>
  hosts.length === 0 ? refuse('bans.no_hosts', { path: 'jail' }) : ok(hosts);

function tooLow(hosts: readonly OrderHost[]): Refused<'bans.level_too_low'> | null {
  const low = hosts.find((host) => !allows(host.level, 'ban'));
  return low === undefined ? null : refuse('bans.level_too_low', { host: low.name, level: 'ban' });
}

export interface RemoveBans {
  readonly address: string;
  /** Null: every host of the scope. */
  readonly hostId: string | null;
  /** Null: every jail. */
  readonly jail: string | null;
  readonly note: string;
  /** Also every ban of what lies in the network. */
  readonly withInside: boolean;
}

/** Unbans everywhere, or there: the ban of exactly that, unless all inside is asked for. Nothing of the archive goes. */
export function createRemoveBans(parts: OrderParts, carryOut: CarryOut) {
  return async (by: Actor, scope: Scope, input: RemoveBans): Promise<Result<GivenOrders, AddressFault | HostFault>> => {
    const network = readNetwork(input.address, 'ip');
    if (!network.ok) return network;
    if ((await parts.held.since()) !== null) return refuse('bans.held');
    const placed = await parts.transact<Result<readonly string[], HostFault>>(by, async (work) => {
      const hosts = hostsToUnban(await orderHosts(work.tx, scope, input.hostId === null ? null : [input.hostId]), input);
      if (!hosts.ok) return hosts;
      return ok(await placeUnbans(work, hosts.value, { ...input, network: network.value.text }));
    });
    if (!placed.ok) return placed;
    return ok(await carried(parts, carryOut, placed.value, network.value));
  };
}

function hostsToUnban(
  found: readonly OrderHost[],
  { hostId, jail }: Pick<RemoveBans, 'hostId' | 'jail'>,
): Result<readonly OrderHost[], HostFault> {
  if (hostId !== null) {
    if (found.length === 0) return refuse('bans.unknown_host', { path: 'hostId' });
    return tooLow(found) ?? ok(found);
  }
  return someOf(found.filter((host) => allows(host.level, 'ban') && (jail === null || host.jails.includes(jail))));
}
