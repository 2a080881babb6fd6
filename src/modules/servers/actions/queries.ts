import type { MaintenancePeriod, ResponsibleRow } from '../../../kernel/assets/assets.ts';
import type { PersonActor } from '../../../kernel/auth/actor.ts';
import type { Scope } from '../../../kernel/contract/access.ts';
import type { Page } from '../../../kernel/contract/page.ts';
import type { Db } from '../../../kernel/db/database.ts';
import type { PageRequest } from '../../../kernel/db/keyset.ts';
import { type WindowStatus, windowStatusAt } from '../../../shared/window.ts';
import { type Action, type Decision, decide, type Mode } from '../domain/decide.ts';
import type { PendingPackage } from '../domain/packages.ts';
import { type FreezeFilter, type FreezeRow, findFreeze, listFreezes } from '../store/freezes.ts';
import { type ListedPage, type ListedServer, listedPage } from '../store/listed.ts';
import { listPackages, type PackageFilter } from '../store/packages.ts';
import { findSchedule, listSchedules, type ScheduleFilter, type ScheduleRow } from '../store/schedules.ts';
import type { ResponsibleFilter, ServerFilter } from '../store/server-filters.ts';
import { countStatuses, distinctHours, knownWindowKeys, type StatusCounts } from '../store/server-list.ts';
import type { ServerSort } from '../store/server-order.ts';
import { hoursOfKey, type ServerRow } from '../store/server-rows.ts';
import { findServer } from '../store/servers.ts';
import { type ReportTokenRow, tokenOf } from '../store/tokens.ts';
import { listUpdates, type UpdateRow } from '../store/updates.ts';
import { mayOnServers } from './may.ts';
import type { Parts } from './parts.ts';
import { planningOf } from './slots/views.ts';
import { touchableOf } from './touchable.ts';

export type { FreezeRow, ListedServer, PendingPackage, ReportTokenRow, ScheduleRow, ServerRow, UpdateRow };
export { hoursOfKey };

/** A server with what the kernel knows of its asset. */
export interface ServerView {
  readonly server: ServerRow;
  readonly responsibles: readonly ResponsibleRow[];
  readonly maintenance: MaintenancePeriod | null;
}

export interface ServerDetailView extends ServerView, Awaited<ReturnType<typeof planningOf>> {
  readonly mode: Mode;
  readonly decisions: readonly (Decision & { readonly action: Action })[];
  /** Names of permissions that the caller holds on this server. */
  readonly may: readonly string[];
  readonly notes: string;
  readonly machine: { readonly id: string; readonly name: string } | null;
  readonly reportToken: ReportTokenRow | null;
}

/** A list's filter as a caller says it. */
export interface ListFilter extends Omit<ServerFilter, 'windowKeys' | 'responsible'> {
  readonly window?: readonly WindowStatus[] | undefined;
  /** A user's or team's id, `me`, or `none`. */
  readonly owner?: string | undefined;
  /** The same in any role. */
  readonly responsible?: string | undefined;
}

export interface Counts extends StatusCounts {
  readonly windowStatus: Readonly<Record<WindowStatus, number>>;
}

export type Queries = ReturnType<typeof createQueries>;

/** All reads of the module. Each takes the caller's scope; what lies outside is not there. */
export function createQueries(parts: Parts) {
  const { db } = parts;
  return {
    list: (person: PersonActor, scope: Scope, filter: ListFilter, sort: ServerSort, page: PageRequest) =>
      list(parts, person, scope, filter, sort, page),
    counts: (scope: Scope, at: Temporal.Instant, siteId: string | undefined) => counts(parts, scope, at, siteId),
    /** One server as a list shows it; null outside the scope. */
    async find(scope: Scope, id: string, at: Temporal.Instant): Promise<ServerView | null> {
      const server = await findServer(db, scope, id);
      return server === null ? null : ((await withAssets(parts, [server], at))[0] ?? null);
    },
    detail: (person: PersonActor, scope: Scope, id: string, at: Temporal.Instant) => detail(parts, person, scope, id, at),
    async packages(scope: Scope, id: string, filter: PackageFilter, page: PageRequest): Promise<Page<PendingPackage> | null> {
      return (await findServer(db, scope, id)) === null ? null : listPackages(db, id, filter, page);
    },
    async updates(scope: Scope, id: string, page: PageRequest): Promise<Page<UpdateRow> | null> {
      return (await findServer(db, scope, id)) === null ? null : listUpdates(db, id, page);
    },
    freezes: (scope: Scope, filter: FreezeFilter, page: PageRequest): Promise<Page<FreezeRow>> => listFreezes(db, scope, filter, page),
    freeze: (scope: Scope, id: string): Promise<FreezeRow | null> => findFreeze(db, scope, id),
    schedules: (scope: Scope, filter: ScheduleFilter, page: PageRequest): Promise<Page<ScheduleRow>> =>
      listSchedules(db, scope, filter, page),
    schedule: (scope: Scope, id: string): Promise<ScheduleRow | null> => findSchedule(db, scope, id),
  };
}

async function list(
  { db }: Parts,
  person: PersonActor,
  scope: Scope,
  { window, owner, responsible, ...filter }: ListFilter,
  sort: ServerSort,
  page: PageRequest,
): Promise<ListedPage> {
  const windowKeys = window === undefined ? undefined : await keysOf(db, window, filter.at);
  const people = [...filterBy(owner, 'owner', person), ...filterBy(responsible, 'any', person)];
  return await listedPage(db, { scope, filter: { ...filter, windowKeys, responsible: people }, sort, page });
}

/** Hours are told apart once each, however many servers share them. */
async function keysOf(db: Db, wanted: readonly WindowStatus[], at: Temporal.Instant): Promise<string[]> {
  return (await knownWindowKeys(db)).filter((key) => wanted.includes(windowStatusAt(hoursOfKey(key), at)));
}

function filterBy(who: string | undefined, role: 'any' | 'owner', person: PersonActor): ResponsibleFilter[] {
  if (who === undefined) return [];
  return [who === 'none' ? who : { id: who === 'me' ? person.userId : who, role }];
}

/** One query for the people and one for maintenance, however many servers. */
async function withAssets({ db, assets }: Parts, servers: readonly ServerRow[], at: Temporal.Instant): Promise<ServerView[]> {
  const ids = servers.map(({ id }) => id);
  const [people, periods] = await Promise.all([assets.responsibles(db, ids), assets.maintenance(db, ids, at)]);
  return servers.map((server) => ({
    server,
    responsibles: people.get(server.id) ?? [],
    maintenance: periods.get(server.id) ?? null,
  }));
}

async function counts({ db }: Parts, scope: Scope, at: Temporal.Instant, siteId: string | undefined): Promise<Counts> {
  const [statuses, hours] = await Promise.all([countStatuses(db, scope, { at, siteId }), distinctHours(db, scope, siteId)]);
  const windowStatus = { safe: 0, risky: 0, unknown: 0 };
  for (const each of hours) windowStatus[windowStatusAt(each.hours, at)] += each.count;
  return { ...statuses, windowStatus };
}

/** What can be asked about one server. */
const ON_SERVERS = ['servers:read', 'servers:act', 'servers:edit', 'assets:edit', 'findings:act'];

async function detail(parts: Parts, person: PersonActor, scope: Scope, id: string, at: Temporal.Instant): Promise<ServerDetailView | null> {
  const server = await findServer(parts.db, scope, id);
  const [view] = server === null ? [] : await withAssets(parts, [server], at);
  if (server === null || view === undefined) return null;
  const [asset, may, reportToken, touchable, planning] = await Promise.all([
    parts.assets.find(parts.db, server.id),
    mayOnServers(parts.db, person, ON_SERVERS, [{ id: server.id, module: 'servers', siteId: server.site.id }]),
    tokenOf(parts.db, server.id),
    touchableOf(parts.db, parts, server, at),
    planningOf(parts.db, person, server.id, at),
  ]);
  const decisions = (['read', 'update', 'reboot'] as const).map((action) => ({ action, ...decide(touchable, action, at) }));
  return {
    ...view,
    ...planning,
    mode: touchable.mode,
    decisions,
    may: [...(may.get(server.id) ?? [])],
    notes: asset?.notes ?? '',
    machine: asset?.machine ?? null,
    reportToken,
  };
}
