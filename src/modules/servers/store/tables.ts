import type { ColumnType, Generated, GeneratedAlways } from 'kysely';
import type { InstantColumn, JsonColumn } from '../../../kernel/db/database.ts';
import type { OverduePolicy } from '../domain/approval.ts';
import type { Mode } from '../domain/decide.ts';
import type { HandOffKind } from '../domain/hand-off.ts';
import type { RebootRequired } from '../domain/reboot.ts';
import type { LastReportState } from '../domain/report-state.ts';

export interface UpdateSchedulesTable {
  id: string;
  site_id: ColumnType<string, string, never>;
  name: string;
  interval_days: number;
  preferred_weekday: number | null;
  mode: Generated<Mode>;
  slot_minutes: Generated<number>;
  overdue_policy: Generated<OverduePolicy>;
  hand_off_kind: HandOffKind | null;
  hand_off_url: string | null;
  hand_off_secret: Uint8Array | null;
  hand_off_template: number | null;
  created_at: ColumnType<Temporal.Instant, Temporal.Instant, never>;
  archived_at: InstantColumn | null;
  version: Generated<number>;
  /** As it travels where a server follows it: JSON. */
  wire: GeneratedAlways<string>;
}

export interface ServersTable {
  id: string;
  site_id: ColumnType<string, string, never>;
  hostname: string;
  ip_address: string | null;
  description: Generated<string>;
  schedule_id: string | null;
  last_updated_at: InstantColumn | null;
  last_rebooted_at: InstantColumn | null;
  warns_at: InstantColumn | null;
  due_at: InstantColumn | null;
  window_start: string | null;
  window_end: string | null;
  window_zone: string | null;
  window_weekdays: string | null;
  always_in_use: Generated<boolean>;
  window_key: GeneratedAlways<string>;
  mode_override: Mode | null;
  redundancy_group_id: string | null;
  facts_change_at: InstantColumn | null;
  /** What lists show of this row, as fields of a JSON object without its braces. */
  wire: GeneratedAlways<string>;
}

export interface ReportsTable {
  server_id: string;
  received_at: InstantColumn | null;
  body_hash: string | null;
  agent: Generated<string>;
  interval_seconds: Generated<number>;
  silent_at: InstantColumn | null;
  machine_hash: string | null;
  other_machine_at: InstantColumn | null;
  boot_id: string | null;
  booted_at: InstantColumn | null;
  os_id: string | null;
  os_version: string | null;
  os_codename: string | null;
  kernel: string | null;
  arch: string | null;
  package_manager: string | null;
  clock_skew_seconds: Generated<number>;
  inventory: Generated<LastReportState | 'unknown'>;
  inventory_error: string | null;
  lists_at: InstantColumn | null;
  packages_changed_at: InstantColumn | null;
  pending_updates: number | null;
  pending_security_updates: number | null;
  security_pending_since: InstantColumn | null;
  reboot_required: Generated<RebootRequired>;
  reboot_because: string | null;
  /** What lists show of this row, as fields of a JSON object without its braces. */
  wire: GeneratedAlways<string>;
}

export interface PendingPackagesTable {
  server_id: string;
  position: number;
  name: string;
  architecture: Generated<string>;
  installed_version: string | null;
  candidate_version: string;
  is_security: boolean | null;
  origin: Generated<string>;
  is_held: Generated<boolean>;
}

export interface ReportTokensTable {
  id: string;
  server_id: string;
  token_hash: string;
  hint: string;
  address_ranges: string[] | null;
  created_at: InstantColumn;
  created_by: string | null;
  last_used_at: InstantColumn | null;
  revoked_at: InstantColumn | null;
}

export interface UpdateRecordsTable {
  id: string;
  server_id: string;
  at: InstantColumn;
  source: 'person' | 'report' | 'hand-off';
  by_user_id: string | null;
  note: Generated<string>;
  confirmed_risky: Generated<boolean>;
  is_complete: Generated<boolean>;
  packages: JsonColumn<readonly UpdatedPackage[]>;
  created_at: InstantColumn;
}

/** One package of an update; a version is null where it was not installed before, or is no longer. */
export interface UpdatedPackage {
  readonly name: string;
  readonly from: string | null;
  readonly to: string | null;
}

declare module '../../../kernel/db/database.ts' {
  interface Database {
    'servers.update_schedules': UpdateSchedulesTable;
    'servers.servers': ServersTable;
    'servers.reports': ReportsTable;
    'servers.pending_packages': PendingPackagesTable;
    'servers.report_tokens': ReportTokensTable;
    'servers.update_records': UpdateRecordsTable;
  }
}
