import { sql } from 'kysely';
import type { Scope } from '../../../kernel/contract/access.ts';
import type { Db, Tx } from '../../../kernel/db/database.ts';
import type { AssetId, SiteId } from '../../../shared/ids.ts';
import type { ServiceWindow } from '../../../shared/window.ts';
import type { Mode } from '../domain/decide.ts';
import { canAct, conditionsOf, type ServerFilter } from './server-filters.ts';
import { type ServerRow, serverRows, serverTables, toServer } from './server-rows.ts';
import './tables.ts';

const EPOCH = Temporal.Instant.fromEpochMilliseconds(0);

/** Null when unknown, archived, or outside the scope. */
export async function findServer(db: Db | Tx, scope: Scope, id: string): Promise<ServerRow | null> {
  return (await findServers(db, scope, [id]))[0] ?? null;
}

/** Those of the servers that exist, are not archived and lie in the scope; in no order. */
export async function findServers(db: Db | Tx, scope: Scope, ids: readonly string[]): Promise<ServerRow[]> {
  const rows = await conditionsOf(scope, { at: EPOCH })
    .reduce((narrowed, condition) => narrowed.where(condition), serverRows(db))
    .where(sql<boolean>`s.id = any(${ids}::uuid[])`)
    .execute();
  return rows.map(toServer);
}

/** What people say of a server; its name, tags and people are its asset's. */
export interface ServerValues {
  readonly hostname: string;
  readonly ipAddress: string | null;
  readonly description: string;
  readonly scheduleId: string | null;
  readonly window: ServiceWindow | null;
  readonly alwaysInUse: boolean;
  readonly modeOverride: Mode | null;
}

/** Instants that follow from one another; see `domain/update-status.ts`. */
export interface UpdateInstants {
  readonly lastUpdatedAt: Temporal.Instant | null;
  readonly warnsAt: Temporal.Instant | null;
  readonly dueAt: Temporal.Instant | null;
}

const columns = (values: ServerValues) => ({
  hostname: values.hostname,
  ip_address: values.ipAddress,
  description: values.description,
  schedule_id: values.scheduleId,
  window_start: values.window?.start ?? null,
  window_end: values.window?.end ?? null,
  window_zone: values.window?.timeZone ?? null,
  window_weekdays: values.window?.weekdays.join('') ?? null,
  always_in_use: values.alwaysInUse,
  mode_override: values.modeOverride,
});

const instantColumns = ({ lastUpdatedAt, warnsAt, dueAt }: UpdateInstants) => ({
  last_updated_at: lastUpdatedAt,
  warns_at: warnsAt,
  due_at: dueAt,
});

/** Inserts the server, whose asset is there already, and its empty report. */
export async function insertServer(
  tx: Tx,
  server: ServerValues &
    UpdateInstants & { readonly id: AssetId; readonly siteId: SiteId; readonly lastRebootedAt: Temporal.Instant | null },
): Promise<void> {
  await tx
    .insertInto('servers.servers')
    .values({
      id: server.id,
      site_id: server.siteId,
      last_rebooted_at: server.lastRebootedAt,
      ...columns(server),
      ...instantColumns(server),
    })
    .execute();
  await tx.insertInto('servers.reports').values({ server_id: server.id }).execute();
}

export async function saveServer(tx: Tx, id: AssetId, values: ServerValues & UpdateInstants): Promise<void> {
  await tx
    .updateTable('servers.servers')
    .set({ ...columns(values), ...instantColumns(values) })
    .where('id', '=', id)
    .execute();
}

export async function saveUpdateInstants(tx: Tx, id: AssetId, instants: UpdateInstants): Promise<void> {
  await tx.updateTable('servers.servers').set(instantColumns(instants)).where('id', '=', id).execute();
}

export async function saveLastReboot(tx: Tx, id: AssetId, at: Temporal.Instant): Promise<void> {
  await tx.updateTable('servers.servers').set({ last_rebooted_at: at }).where('id', '=', id).execute();
}

/** How many users and teams answer for a server and could act: people who are switched off do not count. */
export async function countResponsible(db: Db | Tx, id: AssetId): Promise<number> {
  const row = await db
    .selectFrom('kernel.responsibilities as p')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('p.asset_id', '=', id)
    .where(canAct)
    .executeTakeFirstOrThrow();
  return row.count;
}

/** Ids of the servers in the scope that a filter leaves, the most urgent ones first; `limit` at most. */
export async function chosenServers(db: Db | Tx, scope: Scope, filter: ServerFilter, limit: number): Promise<AssetId[]> {
  const rows = await conditionsOf(scope, filter)
    .reduce((narrowed, condition) => narrowed.where(condition), serverTables(db))
    .select('s.id')
    .orderBy('s.due_at')
    .orderBy('s.id')
    .limit(limit)
    .execute();
  return rows.map(({ id }) => id as AssetId);
}
