import { type RawBuilder, sql } from 'kysely';
import { type MaintenanceCells, maintenanceQuery, type ResponsibleCells, responsiblesQuery } from '../../../kernel/assets/by-column.ts';
import type { Scope } from '../../../kernel/contract/access.ts';
import { type ColumnQuery, isOneOf, readByColumn } from '../../../kernel/db/by-column.ts';
import type { Db, Tx } from '../../../kernel/db/database.ts';
import type { PageRequest } from '../../../kernel/db/keyset.ts';
import type { AssetId } from '../../../shared/ids.ts';
import type { RebootRequired } from '../domain/reboot.ts';
import type { ReportState } from '../domain/report-state.ts';
import type { UpdateStatus } from '../domain/update-status.ts';
import { hasReportState, hasUpdateStatus, type ServerFilter } from './server-filters.ts';
import { indexedPage, type PageOfPlaces, type PlaceCells, pageOfServers, type ServerSort } from './server-order.ts';

/** A server as a list shows it, in the JSON of PostgreSQL: instants are texts, see `wireInstant`. */
export type ListedServer = {
  readonly id: AssetId;
  readonly name: string;
  readonly hostname: string;
  readonly ip_address: string | null;
  readonly description: string;
  readonly site_id: string;
  readonly site_name: string;
  readonly tags: readonly string[];
  readonly schedule_id: string | null;
  readonly schedule_name: string | null;
  readonly interval_days: number | null;
  readonly preferred_weekday: number | null;
  readonly last_updated_at: string | null;
  readonly last_rebooted_at: string | null;
  readonly due_at: string | null;
  /** Of the in-use hours; see `hoursOfKey`. */
  readonly window_key: string;
  readonly update_status: UpdateStatus;
  readonly os_id: string | null;
  readonly os_version: string;
  readonly os_codename: string;
  readonly kernel: string | null;
  readonly pending_updates: number | null;
  readonly pending_security_updates: number | null;
  readonly reboot_required: RebootRequired;
  readonly report_state: ReportState;
  readonly received_at: string | null;
  readonly created_at: string;
  readonly version: number;
};

const NAMES: readonly (keyof ListedServer)[] = [
  ...(['id', 'name', 'hostname', 'ip_address', 'description', 'site_id', 'site_name', 'tags'] as const),
  ...(['schedule_id', 'schedule_name', 'interval_days', 'preferred_weekday'] as const),
  ...(['last_updated_at', 'last_rebooted_at', 'due_at', 'window_key', 'update_status'] as const),
  ...(['os_id', 'os_version', 'os_codename', 'kernel', 'pending_updates', 'pending_security_updates', 'reboot_required'] as const),
  ...(['report_state', 'received_at', 'created_at', 'version'] as const),
];

type Rows = { readonly servers: ListedServer; readonly people: ResponsibleCells; readonly periods: MaintenanceCells };

/** Rows of a page, in no order; the people and the maintenance of its servers beside them. */
export type ListedServers = { readonly [Key in keyof Rows]: readonly Rows[Key][] };

/** Which servers a page shows, in order, and what it shows of them. */
export interface ListedPage extends PageOfPlaces {
  readonly listed: ListedServers;
}

/** One page as a list shows it: by one statement where no filter narrows the estate, else by one for the places and one for the rows. */
export async function listedPage(
  db: Db | Tx,
  scope: Scope,
  filter: ServerFilter,
  sort: ServerSort,
  page: PageRequest,
): Promise<ListedPage> {
  const indexed = indexedPage(scope, filter, sort, page);
  if (indexed?.isWhole !== true) {
    const places = await pageOfServers(db, scope, filter, sort, page);
    return { ...places, listed: await readListed(db, places.ids, filter.at) };
  }
  const { names, query } = indexed.query;
  const places = { names, query: sql<PlaceCells>`select id, value from page` };
  const asked = { places, ...rowsQuery(sql`in (select id from page)`, filter.at) };
  const beginning = sql`with page as materialized (${query})`;
  const { places: found, ...listed } = await readByColumn<Rows & { readonly places: PlaceCells }>(db, asked, beginning);
  return { ...indexed.cut(found), listed };
}

/** Those of the servers that are not archived, with the people and maintenance of each, in one statement. */
export const readListed = (db: Db | Tx, ids: readonly AssetId[], at: Temporal.Instant): Promise<ListedServers> =>
  readByColumn(db, rowsQuery(isOneOf(ids), at));

/** `which`: the condition behind an asset's id. */
const rowsQuery = (which: RawBuilder<unknown>, at: Temporal.Instant): { readonly [Key in keyof Rows]: ColumnQuery<Rows[Key]> } => ({
  servers: serversQuery(which, at),
  people: responsiblesQuery(which),
  periods: maintenanceQuery(which, at),
});

const serversQuery = (which: RawBuilder<unknown>, at: Temporal.Instant): ColumnQuery<ListedServer> => ({
  names: NAMES,
  query: sql`
    select a.id, a.name, s.hostname, host(s.ip_address) as ip_address, s.description, s.site_id, site.name as site_name, a.tags,
      u.id as schedule_id, u.name as schedule_name, u.interval_days, u.preferred_weekday,
      s.last_updated_at, s.last_rebooted_at, s.due_at, s.window_key, ${updateStatusAt(at)} as update_status,
      r.os_id, coalesce(r.os_version, '') as os_version, coalesce(r.os_codename, '') as os_codename, r.kernel,
      r.pending_updates, r.pending_security_updates, r.reboot_required, ${reportStateAt(at)} as report_state, r.received_at,
      a.created_at, a.version
    from servers.servers s
    join kernel.assets a on a.id = s.id and a.archived_at is null
    join kernel.sites site on site.id = s.site_id
    join servers.reports r on r.server_id = s.id
    left join servers.update_schedules u on u.id = s.schedule_id
    where s.id ${which}`,
});

const updateStatusAt = (at: Temporal.Instant) => sql`case
  when ${hasUpdateStatus('unscheduled', at)} then 'unscheduled'
  when ${hasUpdateStatus('overdue', at)} then 'overdue'
  when ${hasUpdateStatus('due', at)} then 'due' else 'ok' end`;

const reportStateAt = (at: Temporal.Instant) => sql`case
  when ${hasReportState('unknown', at)} then 'unknown'
  when ${hasReportState('silent', at)} then 'silent' else r.inventory end`;
