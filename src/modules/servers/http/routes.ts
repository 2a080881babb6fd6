import type { Scope } from '../../../kernel/contract/access.ts';
import { type Call, JsonText, orRefuse, Refusal, type Served, serve } from '../../../kernel/http/serve.ts';
import type { AssetId } from '../../../shared/ids.ts';
import { windowsAt } from '../../../shared/window.ts';
import type { Actions } from '../actions/actions.ts';
import type { Queries } from '../actions/queries.ts';
import * as contract from '../contract/routes.ts';
import type { ServerDetail } from '../contract/shapes.ts';
import { type Moment, presentDetail, presentMaintenance, presentPackage, presentServer, presentUpdate } from './present.ts';
import { presentListed } from './present-list.ts';
import { siteOf } from './site.ts';

/** The routes of servers, all but their schedules. */
export const serverRoutes = (actions: Actions, queries: Queries): readonly Served[] => [
  serve(contract.listServers, async ({ at, sort, cursor, limit, ...filter }, { person, scope, clock }) => {
    const instant = at ?? clock.now();
    const { servers, nextCursor } = await queries.list(person, scope, { ...filter, at: instant }, sort, { cursor, limit });
    return new JsonText(`{"items":${presentListed(servers, instant)},"nextCursor":${JSON.stringify(nextCursor)}}`);
  }),
  serve(contract.countServers, async ({ siteId }, { scope, clock }) => {
    const { total, updateStatus, windowStatus, reportState } = await queries.counts(scope, clock.now(), siteId);
    return { total, updateStatus: { ...updateStatus }, serviceWindowStatus: { ...windowStatus }, reportState: { ...reportState } };
  }),
  serve(contract.getServer, async ({ id, at }, call) => detailOf(queries, call, call.scope, id, at)),
  serve(contract.addServer, async (input, { actor, scope, clock }) => {
    const id = orRefuse(await actions.addServer(actor, { ...input, siteId: siteOf(scope) }));
    const view = known(await queries.find(scope, id, clock.now()));
    return presentServer(view, momentAt(clock.now()));
  }),
  serve(contract.editServer, async (input, call) => {
    const id = orRefuse(await actions.editServer(call.actor, { ...input, version: call.ifMatch }));
    return afterwards(queries, call, id);
  }),
  serve(contract.archiveServer, async ({ id }, { actor }) => orRefuse(await actions.archiveServer(actor, id))),
  ...actingRoutes(actions, queries),
  ...readingRoutes(queries),
];

/** What maintainers do. */
const actingRoutes = (actions: Actions, queries: Queries): readonly Served[] => [
  serve(contract.addResponsible, async (input, { actor }) => {
    const responsibles = orRefuse(await actions.addResponsible(actor, input));
    return { responsibles: responsibles.map((each) => ({ ...each })) };
  }),
  serve(contract.removeResponsible, async ({ id, userId }, { actor }) =>
    orRefuse(await actions.removeResponsible(actor, { id, whoId: userId })),
  ),
  serve(contract.markUpdated, async (input, call) => afterwards(queries, call, orRefuse(await actions.markUpdated(call.actor, input)))),
  serve(contract.markRebooted, async (input, call) => afterwards(queries, call, orRefuse(await actions.markRebooted(call.actor, input)))),
  serve(contract.startMaintenance, async (input, { actor }) => presentMaintenance(orRefuse(await actions.startMaintenance(actor, input)))),
  serve(contract.endMaintenance, async ({ id }, { actor }) => orRefuse(await actions.endMaintenance(actor, id))),
  serve(contract.makeReportToken, async (input, { actor }) => ({ ...orRefuse(await actions.makeReportToken(actor, input)) })),
  serve(contract.revokeReportToken, async ({ id }, { actor }) => orRefuse(await actions.revokeReportToken(actor, id))),
];

const readingRoutes = (queries: Queries): readonly Served[] => [
  serve(contract.listUpdates, async ({ id, cursor, limit }, { scope }) => {
    const { items, nextCursor } = known(await queries.updates(scope, id, { cursor, limit }));
    return { items: items.map(presentUpdate), nextCursor };
  }),
  serve(contract.listPackages, async ({ id, cursor, limit, ...filter }, { scope }) => {
    const { items, nextCursor } = known(await queries.packages(scope, id, filter, { cursor, limit }));
    return { items: items.map(presentPackage), nextCursor };
  }),
];

const momentAt = (at: Temporal.Instant): Moment => ({ at, windowOf: windowsAt(at) });

/** The server after an action. */
const afterwards = (queries: Queries, call: Call, id: AssetId): Promise<ServerDetail> => detailOf(queries, call, call.scope, id);

async function detailOf(queries: Queries, { person, clock }: Call, scope: Scope, id: string, at = clock.now()): Promise<ServerDetail> {
  return presentDetail(known(await queries.detail(person, scope, id, at)), momentAt(at));
}

function known<T>(found: T | null): T {
  if (found === null) throw new Refusal('servers.unknown');
  return found;
}
