import type { Scope } from '../../../kernel/contract/access.ts';
import { orRefuse, Refusal, type Served, serve } from '../../../kernel/http/serve.ts';
import type { Actions } from '../actions/actions.ts';
import type { Queries } from '../actions/queries.ts';
import type { Freeze } from '../contract/plan-shapes.ts';
import * as contract from '../contract/routes.ts';
import { presentFreeze } from './plan-present.ts';
import { siteOf } from './site.ts';

/** Freeze dates, and what is called at a slot's start. */
export const freezeRoutes = (actions: Actions, queries: Queries): readonly Served[] => [
  serve(contract.listFreezes, async ({ cursor, limit, ...filter }, { scope }) => {
    const { items, nextCursor } = await queries.freezes(scope, filter, { cursor, limit });
    return { items: items.map(presentFreeze), nextCursor };
  }),
  serve(contract.addFreeze, async (input, { actor, scope }) => {
    const id = orRefuse(await actions.addFreeze(actor, { ...input, siteId: siteOf(scope) }));
    return freezeOf(queries, scope, id);
  }),
  serve(contract.editFreeze, async (input, { actor, scope, ifMatch }) => {
    const id = orRefuse(await actions.editFreeze(actor, scope, { ...input, version: ifMatch }));
    return freezeOf(queries, scope, id);
  }),
  serve(contract.removeFreeze, async ({ id }, { actor, scope }) => orRefuse(await actions.removeFreeze(actor, scope, id))),
  serve(contract.getHandOff, async ({ id }, { scope }) => ({ handOff: copyOf(orRefuse(await actions.readHandOff(scope, id))) })),
  serve(contract.setHandOff, async (input, { actor, scope }) => ({
    handOff: copyOf(orRefuse(await actions.setHandOff(actor, scope, input))),
  })),
  serve(contract.removeHandOff, async ({ id }, { actor, scope }) => orRefuse(await actions.removeHandOff(actor, scope, id))),
];

const copyOf = <T extends object>(view: T | null): T | null => (view === null ? null : { ...view });

async function freezeOf(queries: Queries, scope: Scope, id: string): Promise<Freeze> {
  const freeze = await queries.freeze(scope, id);
  if (freeze === null) throw new Refusal('servers.unknown_freeze');
  return presentFreeze(freeze);
}
