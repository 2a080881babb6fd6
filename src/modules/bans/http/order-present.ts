import type { z } from 'zod';
import { toWire } from '../../../shared/time.ts';
import type { LookedUp } from '../actions/orders/look-up.ts';
import type { GivenOrders } from '../actions/orders/orders.ts';
import type { OrderView } from '../actions/orders/queries.ts';
import type { Lookup, Order } from '../contract/order-shapes.ts';

export const presentOrder = (row: OrderView): Order => ({
  ...{ id: row.id, kind: row.kind, host: row.host, siteId: row.siteId, jail: row.jail, address: row.network, state: row.state },
  ...{ origin: row.origin, note: row.note, by: row.by, createdAt: row.createdAt.toString(), until: toWire(row.until) },
  ...{ doneAt: toWire(row.doneAt), liftedAt: toWire(row.liftedAt), liftedHow: row.liftedHow, failure: row.failure },
  ...{
    failureDetail: row.failureDetail,
    withInside: row.withInside,
    tries: row.tries,
    renewals: row.renewals,
    jailSeconds: row.jailSeconds,
  },
});

export const presentGiven = ({ orders, remarks }: GivenOrders) => ({ orders: orders.map(presentOrder), remarks: [...remarks] });

export const presentLookup = (found: LookedUp): z.input<typeof Lookup> => ({
  address: found.address,
  hosts: found.hosts.map((host) => ({ ...host, jails: host.jails === null ? null : [...host.jails] })),
  bans: found.bans.map((ban) => ({
    ...ban,
    at: ban.at.toString(),
    endsAt: toWire(ban.endsAt),
    endedAt: toWire(ban.endedAt),
  })),
  orders: found.orders.map(presentOrder),
  allowed: found.allowed.map(({ id, network, note, until }) => ({ id, address: network, note, until: toWire(until) })),
  protections: found.protections.map(({ network, kind, whose }) => ({ kind, what: network.text, whose })),
  blocklists: found.blocklists.map((list) => ({ ...list })),
  place: { ...found.place },
});
