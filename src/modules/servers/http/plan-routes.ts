import { type Call, orRefuse, Refusal, type Served, serve } from '../../../kernel/http/serve.ts';
import type { Actions } from '../actions/actions.ts';
import type { SlotQueries } from '../actions/slots/views.ts';
import type { Slot } from '../contract/plan-shapes.ts';
import * as contract from '../contract/routes.ts';
import { presentApproval, presentProposal, presentSlot } from './plan-present.ts';

/** Planning, slots, and what waits for a second person. */
export const planRoutes = (actions: Actions, queries: SlotQueries): readonly Served[] => [
  serve(contract.planServers, async (input, { person }) => {
    const { proposals, isSaved } = orRefuse(await actions.planServers(person, input));
    return { proposals: proposals.map(presentProposal), isSaved };
  }),
  serve(contract.listSlots, async ({ cursor, limit, state, ...filter }, { person, scope }) => {
    const { items, nextCursor } = await queries.slots(person, scope, { ...filter, states: state }, { cursor, limit });
    return { items: items.map(presentSlot), nextCursor };
  }),
  serve(contract.getSlot, async ({ id, slotId }, call) => slotOf(queries, call, id, slotId)),
  serve(contract.addSlot, async (input, call) => slotOf(queries, call, input.id, orRefuse(await actions.addSlot(call.actor, input)))),
  serve(contract.moveSlot, async (input, call) => {
    const slotId = orRefuse(await actions.moveSlot(call.actor, { ...input, version: call.ifMatch }));
    return slotOf(queries, call, input.id, slotId);
  }),
  serve(contract.cancelSlot, async (input, { actor }) => orRefuse(await actions.cancelSlot(actor, input))),
  serve(contract.postponeSlot, async (input, call) =>
    slotOf(queries, call, input.id, orRefuse(await actions.postponeSlot(call.person, input))),
  ),
  serve(contract.listRedundancyGroups, async ({ cursor, limit, ...filter }, { scope }) => {
    const { items, nextCursor } = await queries.groups(scope, filter, { cursor, limit });
    return { items: items.map(({ id, name, site, serverCount }) => ({ id, name, site: { ...site }, serverCount })), nextCursor };
  }),
  serve(contract.listApprovals, async ({ cursor, limit, state, ...filter }, { person, scope, clock }) => {
    const { items, nextCursor } = await queries.approvals(person, scope, { ...filter, states: state, at: clock.now() }, { cursor, limit });
    return { items: items.map(presentApproval), nextCursor };
  }),
  serve(contract.approve, async (input, call) => {
    const id = orRefuse(await actions.approve(call.person, input));
    const view = await queries.approval(call.person, input.id, id, call.clock.now());
    if (view === null) throw new Refusal('servers.unknown_approval');
    return presentApproval(view);
  }),
  serve(contract.decline, async (input, { person }) => orRefuse(await actions.decline(person, input))),
];

/** For what updates the machine. */
export const outcomeRoute = (actions: Pick<Actions, 'tellOutcome'>): Served =>
  serve(contract.tellOutcome, async (input, { actor }) => {
    if (actor.kind !== 'device') throw new Error(`a ${actor.kind} reached the route of devices`);
    return orRefuse(await actions.tellOutcome(actor, input));
  });

async function slotOf(queries: SlotQueries, { person }: Call, serverId: string, slotId: string): Promise<Slot> {
  const view = await queries.slot(person, serverId, slotId);
  if (view === null) throw new Refusal('servers.unknown_slot');
  return presentSlot(view);
}
