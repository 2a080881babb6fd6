import type { ColumnType, Generated } from 'kysely';
import type { InstantColumn } from '../../../../kernel/db/database.ts';
import type { CaptureKind, LogLevel } from '../../domain/watch.ts';
import type { PictureState, ScreenState, StateReason } from '../../domain/screen-state.ts';

/** What of a screen is watched: columns of `screens.screens`. */
export interface WatchColumns {
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

interface LogLinesTable {
  id: string;
  screen_id: ColumnType<string, string, never>;
  at: InstantColumn;
  level: LogLevel;
  message: string;
  context: string | null;
}

interface ScreenshotsTable {
  id: string;
  screen_id: ColumnType<string, string, never>;
  at: InstantColumn;
  captured_at: InstantColumn | null;
  kind: CaptureKind;
  status: Exclude<PictureState, 'UNKNOWN'>;
  width: number;
  height: number;
  bytes: number;
  media_type: 'image/png' | 'image/jpeg' | 'image/webp';
  sha256: string;
  look: string;
}

interface HealthSpansTable {
  screen_id: ColumnType<string, string, never>;
  at: InstantColumn;
  samples: number;
  crashed: number;
  unreachable: number;
  reconnects: number | null;
  clock_off_seconds: number | null;
}

interface TransitionsTable {
  id: string;
  screen_id: ColumnType<string, string, never>;
  at: InstantColumn;
  state: ScreenState;
  reasons: readonly StateReason[];
}

declare module '../../../../kernel/db/database.ts' {
  interface Database {
    'screens.log_lines': LogLinesTable;
    'screens.screenshots': ScreenshotsTable;
    'screens.health_spans': HealthSpansTable;
    'screens.transitions': TransitionsTable;
  }
}
