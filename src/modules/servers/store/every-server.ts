import { sql } from 'kysely';
import type { Scope } from '../../../kernel/contract/access.ts';
import type { Db } from '../../../kernel/db/database.ts';
import { cells, keyset } from '../../../kernel/db/keyset.ts';
import type { AssetId } from '../../../shared/ids.ts';
import type { RebootRequired } from '../domain/reboot.ts';
import type { LastReportState } from '../domain/report-state.ts';
import { conditionsOf, type ServerFilter } from './server-filters.ts';
import { type ServerHours, type ServerRow, serverRows, serverTables, toHours, toServer } from './server-rows.ts';

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

/** What figures about one server are made from. */
export interface ServerFigures {
  readonly id: AssetId;
  readonly name: string;
  readonly siteName: string;
  readonly rhythm: { readonly intervalDays: number; readonly preferredWeekday: number | null } | null;
  readonly lastUpdatedAt: Temporal.Instant | null;
  readonly hours: ServerHours;
  readonly receivedAt: Temporal.Instant | null;
  readonly intervalSeconds: number;
  readonly inventory: LastReportState | 'unknown';
  readonly pendingUpdates: number | null;
  readonly pendingSecurityUpdates: number | null;
  readonly rebootRequired: RebootRequired;
}

/** The figures of all servers of the scope, in one order at every call, some at a time. */
export async function* everyFigure(db: Db, scope: Scope): AsyncGenerator<readonly ServerFigures[], void, void> {
  for (let last: string | undefined = undefined, isMore = true; isMore; ) {
    const rows = await figureRows(db, scope, last);
    if (rows.length > 0) yield rows.map(toFigures);
    last = rows.at(-1)?.id;
    isMore = rows.length === AT_ONCE;
  }
}

function figureRows(db: Db, scope: Scope, after: string | undefined) {
  const query = conditionsOf(scope, { at: EPOCH })
    .reduce((narrowed, condition) => narrowed.where(condition), serverTables(db))
    .select(['s.id', 'a.name', 'site.name as site_name', 's.last_updated_at', 'u.interval_days', 'u.preferred_weekday'])
    .select(['s.window_start', 's.window_end', 's.window_zone', 's.window_weekdays', 's.always_in_use'])
    .select(['r.received_at', 'r.interval_seconds', 'r.inventory', 'r.pending_updates', 'r.pending_security_updates', 'r.reboot_required'])
    .orderBy('s.id')
    .limit(AT_ONCE);
  if (after === undefined) return query.execute();
  // Said of each table: PostgreSQL does not conclude it from the joins, and would begin two of them anew for every page.
  return query.where('s.id', '>', after).where('a.id', '>', after).where('r.server_id', '>', after).execute();
}

type FigureRow = Awaited<ReturnType<typeof figureRows>>[number];

const toFigures = (row: FigureRow): ServerFigures => ({
  id: row.id as AssetId,
  name: row.name,
  siteName: row.site_name,
  rhythm: row.interval_days === null ? null : { intervalDays: row.interval_days, preferredWeekday: row.preferred_weekday },
  lastUpdatedAt: row.last_updated_at,
  hours: toHours(row),
  receivedAt: row.received_at,
  intervalSeconds: row.interval_seconds,
  inventory: row.inventory,
  pendingUpdates: row.pending_updates,
  pendingSecurityUpdates: row.pending_security_updates,
  rebootRequired: row.reboot_required,
});
