import type { Scope } from '../../../kernel/contract/access.ts';
import { orRefuse, Refusal, type Served, serve } from '../../../kernel/http/serve.ts';
import type { Actions } from '../actions/actions.ts';
import * as contract from '../contract/group-routes.ts';
import type { Group } from '../contract/screen-shapes.ts';
import { presentGroup } from './present.ts';
import { siteOf } from './site.ts';

/** The routes of groups. */
export const groupRoutes = (actions: Actions): readonly Served[] => [
  serve(contract.listGroups, async (filter, { scope }) => ({ items: (await actions.groups.list(scope, filter)).map(presentGroup) })),
  serve(contract.addGroup, async (input, { actor, scope }) => {
    const id = orRefuse(await actions.groups.add(actor, { ...input, siteId: siteOf(scope) }));
    return groupOf(actions, scope, id);
  }),
  serve(contract.editGroup, async (input, { actor, scope, ifMatch }) => {
    const id = orRefuse(await actions.groups.edit(actor, scope, { ...input, version: ifMatch }));
    return groupOf(actions, scope, id);
  }),
  serve(contract.archiveGroup, async ({ id }, { actor, scope }) => orRefuse(await actions.groups.archive(actor, scope, id))),
  serve(contract.orderGroups, async ({ ids }, { actor, scope }) => {
    const siteId = orRefuse(await actions.groups.order(actor, scope, ids));
    return { items: (await actions.groups.list(scope, { siteId })).map(presentGroup) };
  }),
];

async function groupOf({ groups }: Actions, scope: Scope, id: string): Promise<Group> {
  const found = await groups.find(scope, id);
  if (found === null) throw new Refusal('screens.unknown_group');
  return presentGroup(found);
}
