import type { Scope } from '../../../kernel/contract/access.ts';
import { orRefuse, Refusal, type Served, serve } from '../../../kernel/http/serve.ts';
import type { Actions } from '../actions/actions.ts';
import * as contract from '../contract/screen-routes.ts';
import type { Screen } from '../contract/screen-shapes.ts';
import { wireSchema } from '../contract/wire/schemas.ts';
import { presentScreen, presentScreenDetail } from './present.ts';

/** The routes of screens. */
export const screenRoutes = (actions: Actions): readonly Served[] => [
  serve(contract.listScreens, async ({ sort, cursor, limit, ...filter }, { scope }) => {
    const { items, nextCursor } = await actions.queries.list(scope, filter, sort, { cursor, limit });
    return { items: items.map(presentScreen), nextCursor };
  }),
  serve(contract.getScreen, async ({ id }, { person, scope }) => {
    const found = await actions.queries.detail(person, scope, id);
    if (found === null) throw new Refusal('screens.unknown_screen');
    return presentScreenDetail(found);
  }),
  serve(contract.editScreen, async (input, { actor, scope, ifMatch }) => {
    const id = orRefuse(await actions.screens.edit(actor, scope, { ...input, version: ifMatch }));
    return screenOf(actions, scope, id);
  }),
  serve(contract.archiveScreen, async ({ id }, { actor, scope }) => {
    orRefuse(await actions.screens.archive(actor, scope, id));
    return null;
  }),
  serve(contract.assignScreens, async ({ siteId: _site, ...input }, { actor, scope }) => ({
    changed: orRefuse(await actions.assign(actor, scope, input)),
  })),
  serve(contract.clearServiceFailed, async ({ id }, { actor, scope }) =>
    screenOf(actions, scope, orRefuse(await actions.screens.clearServiceFailed(actor, scope, id))),
  ),
  serve(contract.getWireSchema, async ({ schema }) => ({ ...wireSchema(schema) })),
];

/** The screen as the caller sees it. */
export async function screenOf({ queries }: Actions, scope: Scope, id: string): Promise<Screen> {
  const found = await queries.find(scope, id);
  if (found === null) throw new Refusal('screens.unknown_screen');
  return presentScreen(found);
}
