import type { ColumnType, Generated, GeneratedAlways } from 'kysely';
import type { InstantColumn, JsonColumn } from '../../../kernel/db/database.ts';
import type { Hardware } from '../domain/hardware.ts';
import type { ProcessStatus } from '../domain/process.ts';
import type { PictureState, ScreenState } from '../domain/screen-state.ts';
import type { CaptureKind, LogLevel } from '../domain/watch.ts';
import './watch/tables.ts';

export interface GroupsTable {
  id: string;
  site_id: ColumnType<string, string, never>;
  number: GeneratedAlways<number>;
  name: string;
  description: string;
  colour: string;
  is_active: Generated<boolean>;
  position: number;
  created_at: InstantColumn;
  archived_at: InstantColumn | null;
  version: Generated<number>;
}

export interface ScreensTable {
  id: string;
  site_id: ColumnType<string, string, never>;
  uuid: string | null;
  group_id: string | null;
  grouped_at: InstantColumn | null;
  wrong_event_told: Generated<boolean>;
  description: Generated<string>;
  is_active: Generated<boolean>;
  hardware: JsonColumn<Hardware>;
  last_alive: InstantColumn | null;
  heard_at: InstantColumn | null;
  current_process: string | null;
  process_pid: number | null;
  process_status: ProcessStatus | null;
  current_event_id: string | null;
  service_failed_at: InstantColumn | null;
  service_failed_unit: string | null;
  service_cleared_at: InstantColumn | null;
  mqtt_reconnect_count: number | null;
  mqtt_last_disconnect_at: InstantColumn | null;
  account: string | null;
  password_hash: string | null;
  account_issued_at: InstantColumn | null;
  account_lost_at: InstantColumn | null;
  malformed_count: Generated<number>;
  malformed_reason: Generated<string>;
  malformed_at: InstantColumn | null;
  limited_count: Generated<number>;
  limited_at: InstantColumn | null;
  discovered_at: InstantColumn | null;
  facts_change_at: InstantColumn | null;
  picture_status: Generated<PictureState>;
  picture_analysed_at: InstantColumn | null;
  picture_look: string | null;
  picture_same_since: InstantColumn | null;
  frame_at: InstantColumn | null;
  frame_said_at: InstantColumn | null;
  event_changed_at: InstantColumn | null;
  last_screenshot_at: InstantColumn | null;
  last_shot_id: string | null;
  last_shot_kind: CaptureKind | null;
  priority_shot_id: string | null;
  priority_shot_kind: Exclude<CaptureKind, 'periodic'> | null;
  priority_shot_at: InstantColumn | null;
  dashboard_v2_success: Generated<number>;
  parse_failures: Generated<number>;
  clock_off_seconds: number | null;
  broker_reachable: boolean | null;
  last_log_at: InstantColumn | null;
  last_log_level: LogLevel | null;
  last_log: string | null;
  last_error_at: InstantColumn | null;
  last_error: string | null;
  state_told: ScreenState | null;
}

export interface EnrolmentCodesTable {
  id: string;
  site_id: ColumnType<string, string, never>;
  screen_id: string | null;
  code_hash: string;
  created_at: InstantColumn;
  created_by: string;
  expires_at: InstantColumn;
  revoked_at: InstantColumn | null;
  used_at: InstantColumn | null;
  used_by: string | null;
  enrolled_as: string | null;
}

export interface HeldEnrolmentsTable {
  id: string;
  site_id: ColumnType<string, string, never>;
  screen_id: string;
  code_id: string;
  uuid: string;
  hardware: JsonColumn<Hardware>;
  address: Generated<string>;
  asked_at: InstantColumn;
  ends_at: InstantColumn;
  decided_at: InstantColumn | null;
  decided_by: string | null;
  is_accepted: boolean | null;
}

declare module '../../../kernel/db/database.ts' {
  interface Database {
    'screens.groups': GroupsTable;
    'screens.screens': ScreensTable;
    'screens.enrolment_codes': EnrolmentCodesTable;
    'screens.held_enrolments': HeldEnrolmentsTable;
  }
}
