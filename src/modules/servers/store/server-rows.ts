import { sql } from 'kysely';
import type { Db, Tx } from '../../../kernel/db/database.ts';
import type { AssetId, SiteId } from '../../../shared/ids.ts';
import type { InUseHours } from '../../../shared/window.ts';
import type { Mode } from '../domain/decide.ts';
import type { RebootRequired } from '../domain/reboot.ts';
import type { LastReportState } from '../domain/report-state.ts';
import type { ScheduleId } from './schedules.ts';
import type { ReportsTable } from './tables.ts';

export interface ServerRow {
  readonly id: AssetId;
  readonly name: string;
  readonly hostname: string;
  readonly ipAddress: string | null;
  readonly description: string;
  readonly site: { readonly id: SiteId; readonly name: string };
  readonly tags: readonly string[];
  readonly schedule: ServerSchedule | null;
  readonly lastUpdatedAt: Temporal.Instant | null;
  readonly lastRebootedAt: Temporal.Instant | null;
  readonly dueAt: Temporal.Instant | null;
  readonly hours: ServerHours;
  readonly modeOverride: Mode | null;
  readonly createdAt: Temporal.Instant;
  readonly createdBy: string | null;
  readonly version: number;
  readonly report: ReportRow;
}

export interface ServerSchedule {
  readonly id: ScheduleId;
  readonly name: string;
  readonly intervalDays: number;
  readonly preferredWeekday: number | null;
  readonly mode: Mode;
}

/** In-use hours as they are stored: all four parts, or none. */
export type ServerHours = InUseHours & { readonly alwaysInUse: boolean };

/** What the machine last said of itself; `receivedAt` null: it has never reported. */
export interface ReportRow {
  readonly receivedAt: Temporal.Instant | null;
  readonly bodyHash: string | null;
  readonly agent: string;
  readonly intervalSeconds: number;
  readonly machineHash: string | null;
  readonly otherMachineAt: Temporal.Instant | null;
  readonly bootId: string | null;
  readonly bootedAt: Temporal.Instant | null;
  readonly os: { readonly id: string; readonly versionId: string; readonly codename: string } | null;
  readonly kernel: string | null;
  readonly arch: string | null;
  readonly packageManager: string | null;
  readonly clockSkewSeconds: number;
  readonly inventory: LastReportState | 'unknown';
  readonly inventoryError: string | null;
  readonly listsAt: Temporal.Instant | null;
  /** By the machine's own clock. */
  readonly packagesChangedAt: Temporal.Instant | null;
  readonly pendingUpdates: number | null;
  readonly pendingSecurityUpdates: number | null;
  readonly securityPendingSince: Temporal.Instant | null;
  readonly rebootRequired: RebootRequired;
  readonly rebootBecause: string | null;
}

/** Servers that are not archived, with all that a list shows of them in one query. Names: s, a, site, r, u. */
export const serverTables = (db: Db | Tx) =>
  db
    .selectFrom('servers.servers as s')
    .innerJoin('kernel.assets as a', 'a.id', 's.id')
    .innerJoin('kernel.sites as site', 'site.id', 's.site_id')
    .innerJoin('servers.reports as r', 'r.server_id', 's.id')
    .leftJoin('servers.update_schedules as u', 'u.id', 's.schedule_id')
    .where('a.archived_at', 'is', null);

export const serverRows = (db: Db | Tx) =>
  serverTables(db)
    .leftJoin('kernel.users as creator', 'creator.id', 'a.created_by')
    .selectAll('r')
    .select(['a.name', 'a.tags', 'a.created_at', 'a.version', 'site.name as site_name', 'creator.username as created_by_name'])
    .select(['s.id', 's.site_id', 's.hostname', 's.description', 's.last_updated_at', 's.last_rebooted_at', 's.due_at', 's.mode_override'])
    .select(['s.window_start', 's.window_end', 's.window_zone', 's.window_weekdays', 's.always_in_use'])
    .select(['s.schedule_id', 'u.name as schedule_name', 'u.interval_days', 'u.preferred_weekday', 'u.mode as schedule_mode'])
    .select(sql<string | null>`host(s.ip_address)`.as('ip_address'));

type Row = Awaited<ReturnType<ReturnType<typeof serverRows>['executeTakeFirstOrThrow']>>;

export const toServer = (row: Row): ServerRow => ({
  id: row.id as AssetId,
  name: row.name,
  hostname: row.hostname,
  ipAddress: row.ip_address,
  description: row.description,
  site: { id: row.site_id as SiteId, name: row.site_name },
  tags: row.tags,
  schedule: toServerSchedule(row),
  lastUpdatedAt: row.last_updated_at,
  lastRebootedAt: row.last_rebooted_at,
  dueAt: row.due_at,
  hours: toHours(row),
  modeOverride: row.mode_override,
  createdAt: row.created_at,
  createdBy: row.created_by_name,
  version: row.version,
  report: toReport(row),
});

type ScheduleColumns = Pick<Row, 'schedule_id' | 'schedule_name' | 'interval_days' | 'preferred_weekday' | 'schedule_mode'>;

function toServerSchedule(row: ScheduleColumns): ServerSchedule | null {
  const { schedule_id, schedule_name, interval_days, preferred_weekday, schedule_mode } = row;
  if (schedule_id === null || schedule_name === null || interval_days === null || schedule_mode === null) return null;
  return {
    id: schedule_id as ScheduleId,
    name: schedule_name,
    intervalDays: interval_days,
    preferredWeekday: preferred_weekday,
    mode: schedule_mode,
  };
}

type HourColumns = Pick<Row, 'window_start' | 'window_end' | 'window_zone' | 'window_weekdays' | 'always_in_use'>;

export const toHours = (row: HourColumns): ServerHours => ({
  start: row.window_start,
  end: row.window_end,
  timeZone: row.window_zone,
  weekdays: row.window_weekdays === null ? null : [...row.window_weekdays].map(Number),
  alwaysInUse: row.always_in_use,
});

/** The hours behind a `window_key`: `always ` before the four parts, or nothing. */
export function hoursOfKey(key: string): ServerHours {
  const alwaysInUse = key.startsWith('always ');
  const [start = null, end = null, timeZone = null, weekdays = null] = (alwaysInUse ? key.slice(7) : key).split(' ');
  if (weekdays === null) return { start: null, end: null, timeZone: null, weekdays: null, alwaysInUse };
  return { start, end, timeZone, weekdays: [...weekdays].map(Number), alwaysInUse };
}

type ReportColumns = Pick<Row, keyof ReportsTable>;

const toReport = (row: ReportColumns): ReportRow => ({
  receivedAt: row.received_at,
  bodyHash: row.body_hash,
  agent: row.agent,
  intervalSeconds: row.interval_seconds,
  machineHash: row.machine_hash,
  otherMachineAt: row.other_machine_at,
  bootId: row.boot_id,
  bootedAt: row.booted_at,
  os: row.os_id === null ? null : { id: row.os_id, versionId: row.os_version ?? '', codename: row.os_codename ?? '' },
  kernel: row.kernel,
  arch: row.arch,
  packageManager: row.package_manager,
  clockSkewSeconds: row.clock_skew_seconds,
  inventory: row.inventory,
  inventoryError: row.inventory_error,
  listsAt: row.lists_at,
  packagesChangedAt: row.packages_changed_at,
  pendingUpdates: row.pending_updates,
  pendingSecurityUpdates: row.pending_security_updates,
  securityPendingSince: row.security_pending_since,
  rebootRequired: row.reboot_required,
  rebootBecause: row.reboot_because,
});
