import { WHOLE_ESTATE } from '../../../kernel/contract/access.ts';
import { orRefuse, type Served, serve } from '../../../kernel/http/serve.ts';
import { createCarryOut } from '../actions/orders/carry-out.ts';
import { createLookUp } from '../actions/orders/look-up.ts';
import { type AddBans, createAddBans, createRemoveBans } from '../actions/orders/orders.ts';
import type { OrderParts } from '../actions/orders/parts.ts';
import { createListOrders } from '../actions/orders/queries.ts';
import * as contract from '../contract/order-routes.ts';
import { byRole } from './by-role.ts';
import { presentGiven, presentLookup, presentOrder } from './order-present.ts';

/** Bans and unbans by hand, what became of them, and the look-up of an address. */
export function orderRoutes(parts: OrderParts): readonly Served[] {
  const carryOut = createCarryOut(parts);
  const [addBans, removeBans] = [createAddBans(parts, carryOut), createRemoveBans(parts, carryOut)];
  const [lookUp, list] = [createLookUp(parts), createListOrders(parts)];
  return [
    serve(contract.addBans, async ({ hostIds, ...input }, { actor, scope }) =>
      presentGiven(orRefuse(await addBans(actor, scope, { ...asked(input), hostIds: hostIds ?? null }))),
    ),
    // The route has let the caller in for this host, perhaps as somebody responsible for nothing else.
    serve(contract.addBanOnHost, async ({ id, ...input }, { actor }) =>
      presentGiven(orRefuse(await addBans(actor, WHOLE_ESTATE, { ...asked(input), hostIds: [id] }))),
    ),
    serve(contract.removeBans, async ({ ip, hostId = null, jail = null, note = '', withInside = false }, { actor, scope }) =>
      presentGiven(orRefuse(await removeBans(actor, byRole(scope), { address: ip, hostId, jail, note, withInside }))),
    ),
    serve(contract.removeBanOnHost, async ({ id, ip, jail = null, note = '', withInside = false }, { actor }) =>
      presentGiven(orRefuse(await removeBans(actor, WHOLE_ESTATE, { address: ip, hostId: id, jail, note, withInside }))),
    ),
    serve(contract.listOrders, async ({ cursor, limit, address, ...filter }, { scope }) => {
      const { items, nextCursor } = orRefuse(await list(scope, { ...filter, network: address }, { cursor, limit }));
      return { items: items.map(presentOrder), nextCursor };
    }),
    serve(contract.lookUpAddress, async ({ ip }, { actor, scope }) => presentLookup(await lookUp(actor, scope, ip))),
  ];
}

interface Typed {
  readonly address: string;
  readonly jail: string;
  readonly until?: Temporal.Instant | undefined;
  readonly hours?: number | undefined;
  readonly note: string;
  readonly confirmProtected: boolean;
  readonly confirmOwnAddress?: string | undefined;
}

const asked = (typed: Typed): Omit<AddBans, 'hostIds'> => ({
  ...{ address: typed.address, jail: typed.jail, note: typed.note, confirmProtected: typed.confirmProtected },
  ...{ until: typed.until ?? null, hours: typed.hours ?? null, confirmOwnAddress: typed.confirmOwnAddress ?? null },
});
