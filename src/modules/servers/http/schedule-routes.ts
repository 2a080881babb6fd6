import type { Scope } from '../../../kernel/contract/access.ts';
import { orRefuse, Refusal, type Served, serve } from '../../../kernel/http/serve.ts';
import type { Actions } from '../actions/actions.ts';
import type { Queries } from '../actions/queries.ts';
import * as contract from '../contract/routes.ts';
import type { UpdateSchedule } from '../contract/shapes.ts';
import { presentSchedule } from './present.ts';
import { siteOf } from './site.ts';

/** The routes of update schedules. */
export const scheduleRoutes = (actions: Actions, queries: Queries): readonly Served[] => [
  serve(contract.listSchedules, async ({ cursor, limit, ...filter }, { scope }) => {
    const { items, nextCursor } = await queries.schedules(scope, filter, { cursor, limit });
    return { items: items.map(presentSchedule), nextCursor };
  }),
  serve(contract.addSchedule, async (input, { actor, scope }) => {
    const id = orRefuse(await actions.addSchedule(actor, { ...input, siteId: siteOf(scope) }));
    return scheduleOf(queries, scope, id);
  }),

  serve(contract.editSchedule, async (input, { actor, scope, ifMatch }) => {
    const id = orRefuse(await actions.editSchedule(actor, scope, { ...input, version: ifMatch }));
    return scheduleOf(queries, scope, id);
  }),
  serve(contract.removeSchedule, async ({ id }, { actor, scope }) => orRefuse(await actions.removeSchedule(actor, scope, id))),
];

async function scheduleOf(queries: Queries, scope: Scope, id: string): Promise<UpdateSchedule> {
  const schedule = await queries.schedule(scope, id);
  if (schedule === null) throw new Refusal('servers.unknown_schedule');
  return presentSchedule(schedule);
}
