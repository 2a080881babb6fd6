import type { Actor } from '../../../../kernel/auth/actor.ts';
import type { Scope } from '../../../../kernel/contract/access.ts';
import { networkOf } from '../../domain/address.ts';
import { protectionsHit } from '../../domain/guard.ts';
import type { Protected } from '../../domain/lists/judge.ts';
import type { Place } from '../../domain/place.ts';
import { allowedAround, bannedAround, bansOf, blocklistsOf, type KnownBan } from '../../store/lookup.ts';
import { type OrderHost, orderHosts } from '../../store/order-hosts.ts';
import { listOrders, type OrderRow } from '../../store/orders.ts';
import type { OrderParts } from './parts.ts';
import { loadProtections } from './protections.ts';

export interface LiveAnswer {
  readonly id: string;
  readonly name: string;
  /** Null: the host did not answer; `failure` says why. */
  readonly jails: readonly { readonly name: string; readonly network: string }[] | null;
  readonly failure: string | null;
}

export interface LookedUp {
  readonly address: string;
  readonly hosts: readonly LiveAnswer[];
  readonly bans: readonly KnownBan[];
  readonly orders: readonly OrderRow[];
  readonly allowed: Awaited<ReturnType<typeof allowedAround>>;
  readonly protections: readonly Protected[];
  readonly blocklists: Awaited<ReturnType<typeof blocklistsOf>>;
  readonly place: Place;
}

const NEWEST = 50;

/** All that is known of an address; every host of the scope is asked now, side by side. */
export function createLookUp(parts: OrderParts) {
  const { db, clock, placeOf } = parts;
  return async (by: Actor, scope: Scope, address: string): Promise<LookedUp> => {
    const now = clock.now();
    const hosts = await orderHosts(db, scope);
    const networks = [address, ...(await bannedAround(db, address, now))];
    const place = { siteIds: hosts.map(({ siteId }) => siteId), hostIds: hosts.map(({ id }) => id), jail: null };
    const [live, bans, orders, allowed, blocklists, protections] = await Promise.all([
      Promise.all(hosts.map((host) => askHost(parts, host, networks))),
      bansOf(db, scope, address, NEWEST),
      listOrders(db, scope, { network: address }, { limit: NEWEST }),
      allowedAround(db, scope, address, now),
      blocklistsOf(db, scope, address),
      loadProtections(parts, db, place, by.origin.address),
    ]);
    const hit = protectionsHit(networkOf(address), protections);
    return { address, hosts: live, bans, orders: orders.items, allowed, protections: hit, blocklists, place: placeOf(address) };
  };
}

async function askHost({ reach }: OrderParts, { id, name }: OrderHost, networks: readonly string[]): Promise<LiveAnswer> {
  const found = await reach.reach(id, 'observe', ({ fail2ban }) => fail2ban.whereBanned(networks));
  if (!found.ok) return { id, name, jails: null, failure: found.code };
  const jails = found.value.flatMap((names, index) => names.map((jail) => ({ name: jail, network: networks[index] ?? '' })));
  return { id, name, jails, failure: null };
}
