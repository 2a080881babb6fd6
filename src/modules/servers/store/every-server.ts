import { type SqlBool, sql } from 'kysely';
import type { Scope } from '../../../kernel/contract/access.ts';
import { type ColumnQuery, readByColumn } from '../../../kernel/db/by-column.ts';
import type { Db } from '../../../kernel/db/database.ts';
import { cells, keyset, type PageRequest } from '../../../kernel/db/keyset.ts';
import type { AssetId } from '../../../shared/ids.ts';
import type { Mode } from '../domain/decide.ts';
import type { RebootRequired } from '../domain/reboot.ts';
import type { ReportState } from '../domain/report-state.ts';
import type { UpdateStatus } from '../domain/update-status.ts';
import { conditionsOf, reportStateText, type ServerFilter, updateStatusText } from './server-filters.ts';
import { type ServerRow, serverRows, toServer } from './server-rows.ts';

const EPOCH = Temporal.Instant.fromEpochMilliseconds(0);

/** Rows that are read at once: enough to be quick, few enough to be forgotten again. */
const AT_ONCE = 2_000;

const byName = keyset<ServerRow>('every server', [
  { by: sql.ref('a.name'), of: (row) => row.name, cell: cells.text },
  { by: sql.ref('a.id'), of: (row) => row.id, cell: cells.id },
]);

/** All servers of the scope by name, some at a time; who comes or goes meanwhile may be missed, none comes twice. */
export async function* everyServer(
  db: Db,
  scope: Scope,
  filter: Omit<ServerFilter, 'at'> = {},
): AsyncGenerator<readonly ServerRow[], void, void> {
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const page = { cursor, limit: AT_ONCE };
    const query = conditionsOf(scope, { ...filter, at: EPOCH }).reduce((narrowed, condition) => narrowed.where(condition), serverRows(db));
    const rows = await byName.apply(query, page).execute();
    const { items, nextCursor } = byName.cut(rows.map(toServer), AT_ONCE);
    if (items.length > 0) yield items;
    cursor = nextCursor;
  }
}

/** What a sheet says of one server, in the JSON of PostgreSQL: instants are texts, see `wireInstant`. */
export type SheetCellsOfServer = {
  readonly id: AssetId;
  readonly name: string;
  readonly site_name: string;
  readonly hostname: string;
  readonly ip_address: string | null;
  readonly description: string;
  readonly schedule_name: string | null;
  /** Of the in-use hours; see `hoursOfKey`. */
  readonly window_key: string;
  readonly mode_override: Mode | null;
  readonly tags: readonly string[];
  readonly last_updated_at: string | null;
};

const forSheets = keyset<SheetCellsOfServer>('sheet', [
  { by: sql.ref('a.name'), of: (row) => row.name, cell: cells.text },
  { by: sql.ref('a.id'), of: (row) => row.id, cell: cells.id },
]);

/** All servers of the scope by name as a sheet shows them, some at a time; who comes or goes meanwhile may be missed, none comes twice. */
export async function* everySheetRow(
  db: Db,
  scope: Scope,
  filter: Omit<ServerFilter, 'at'>,
): AsyncGenerator<readonly SheetCellsOfServer[], void, void> {
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const { rows } = await readByColumn<{ rows: SheetCellsOfServer }>(db, { rows: sheetRows(scope, filter, { cursor, limit: AT_ONCE }) });
    const { items, nextCursor } = forSheets.cut(rows, AT_ONCE);
    if (items.length > 0) yield items;
    cursor = nextCursor;
  }
}

function sheetRows(scope: Scope, filter: Omit<ServerFilter, 'at'>, page: PageRequest): ColumnQuery<SheetCellsOfServer> {
  const { after, orderBy, limit } = forSheets.clauses(page);
  return {
    names: [
      ...(['id', 'name', 'site_name', 'hostname', 'ip_address', 'description', 'schedule_name', 'window_key'] as const),
      ...(['mode_override', 'tags', 'last_updated_at'] as const),
    ],
    query: sql`
      select a.id, a.name, site.name as site_name, s.hostname, host(s.ip_address) as ip_address, s.description, u.name as schedule_name,
        s.window_key, s.mode_override, a.tags, s.last_updated_at
      from servers.servers s
      join kernel.assets a on a.id = s.id
      join kernel.sites site on site.id = s.site_id
      left join servers.update_schedules u on u.id = s.schedule_id
      where a.archived_at is null and ${sql.join([...conditionsOf(scope, { ...filter, at: EPOCH }), after], sql` and `)}
      order by ${orderBy} limit ${limit}`,
  };
}

/** What figures about one server are made from, in the JSON of PostgreSQL. */
export type ServerFigures = {
  readonly id: AssetId;
  readonly name: string;
  readonly site_name: string;
  readonly update_status: UpdateStatus;
  readonly report_state: ReportState;
  readonly last_updated_at: string | null;
  /** Of the in-use hours; see `hoursOfKey`. */
  readonly window_key: string;
  readonly pending_updates: number | null;
  readonly pending_security_updates: number | null;
  readonly reboot_required: RebootRequired;
};

/** The figures of all servers of the scope, in one order at every call, some at a time. */
export async function* everyFigure(db: Db, scope: Scope, at: Temporal.Instant): AsyncGenerator<readonly ServerFigures[], void, void> {
  for (let last: string | undefined = undefined, isMore = true; isMore; ) {
    const { rows }: { readonly rows: readonly ServerFigures[] } = await readByColumn<{ rows: ServerFigures }>(db, {
      rows: figureRows(scope, at, last),
    });
    if (rows.length > 0) yield rows;
    last = rows.at(-1)?.id;
    isMore = rows.length === AT_ONCE;
  }
}

function figureRows(scope: Scope, at: Temporal.Instant, last: string | undefined): ColumnQuery<ServerFigures> {
  // Said of each table: PostgreSQL does not conclude it from the joins, and would begin two of them anew for every page.
  const after = last === undefined ? sql<SqlBool>`true` : sql<SqlBool>`s.id > ${last} and a.id > ${last} and r.server_id > ${last}`;
  return {
    names: [
      ...(['id', 'name', 'site_name', 'update_status', 'report_state', 'last_updated_at', 'window_key'] as const),
      ...(['pending_updates', 'pending_security_updates', 'reboot_required'] as const),
    ],
    query: sql`
      select s.id, a.name, site.name as site_name, ${updateStatusText(at)} as update_status, ${reportStateText(at)} as report_state,
        s.last_updated_at, s.window_key, r.pending_updates, r.pending_security_updates, r.reboot_required
      from servers.servers s
      join kernel.assets a on a.id = s.id
      join kernel.sites site on site.id = s.site_id
      join servers.reports r on r.server_id = s.id
      where a.archived_at is null and ${sql.join([...conditionsOf(scope, { at }), after], sql` and `)}
      order by s.id limit ${sql.lit(AT_ONCE)}`,
  };
}
