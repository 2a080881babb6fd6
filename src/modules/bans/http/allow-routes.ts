import { scopeOf } from '../../../kernel/contract/access.ts';
import { type Call, orRefuse, type Served, serve } from '../../../kernel/http/serve.ts';
import { toWire } from '../../../shared/time.ts';
import { type AllowView, createAddAllow, createEditAllow, createListAllow, createRemoveAllow } from '../actions/allow/allow.ts';
import { createKeepAllow } from '../actions/allow/keep.ts';
import { createCarryOut } from '../actions/orders/carry-out.ts';
import type { OrderParts } from '../actions/orders/parts.ts';
import * as contract from '../contract/allow-routes.ts';
import { BANS_PERMISSIONS } from '../contract/permissions.ts';
import { byRole } from './by-role.ts';

/** The allow list. */
export function allowRoutes(parts: OrderParts): readonly Served[] {
  const allowParts = { ...parts, carryOut: createCarryOut(parts), keep: createKeepAllow(parts) };
  const [add, edit, remove] = [createAddAllow(allowParts), createEditAllow(allowParts), createRemoveAllow(allowParts)];
  const list = createListAllow(parts);
  return [
    serve(contract.listAllowed, async ({ cursor, limit, address, ...filter }, { scope }) => {
      const { items, nextCursor } = orRefuse(await list(scope, { ...filter, network: address }, { cursor, limit }));
      return { items: items.map(presentAllow), nextCursor };
    }),
    serve(contract.addAllowed, async (input, call) => {
      const siteId = call.scope[0]?.siteId ?? null;
      return presentAllow(orRefuse(await add(call.actor, call.scope, { ...input, siteId }, everywhereOf(call))));
    }),
    serve(contract.editAllowed, async (input, { actor, scope, ifMatch }) =>
      presentAllow(orRefuse(await edit(actor, byRole(scope), { ...input, version: ifMatch }))),
    ),
    serve(contract.removeAllowed, async ({ id, note = '' }, { actor, scope }) => orRefuse(await remove(actor, byRole(scope), id, note))),
  ];
}

/** The route lets in for one site; this is where else the caller may ban. */
function everywhereOf({ person }: Call) {
  const permission = BANS_PERMISSIONS.find(({ name }) => name === 'bans:ban');
  return permission === undefined ? [] : scopeOf(person, permission);
}

const presentAllow = (row: AllowView) => ({
  ...{ id: row.id, address: row.network, note: row.note, site: row.site, host: row.host, jail: row.jail, until: toWire(row.until) },
  ...{ createdAt: row.createdAt.toString(), by: row.by, endedAt: toWire(row.endedAt), endedHow: row.endedHow, version: row.version },
  placements: row.placements.map((placement) => ({ ...placement })),
});
