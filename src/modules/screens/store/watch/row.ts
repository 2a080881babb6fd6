import type { PictureState, ScreenState } from '../../domain/screen-state.ts';
import type { CaptureKind, LogLevel } from '../../domain/watch.ts';

/** What of a screen is watched, as its row has it. */
export interface WatchRow {
  readonly picture: PictureState;
  readonly analysedAt: Temporal.Instant | null;
  readonly look: string | null;
  readonly lastScreenshotAt: Temporal.Instant | null;
  readonly lastShotId: string | null;
  readonly lastShotKind: CaptureKind | null;
  readonly priorityShotId: string | null;
  readonly priorityShotKind: CaptureKind | null;
  readonly priorityShotAt: Temporal.Instant | null;
  readonly dashboardV2Success: number;
  readonly parseFailures: number;
  readonly clockOffSeconds: number | null;
  readonly isBrokerReachable: boolean | null;
  readonly lastLog: { readonly at: Temporal.Instant; readonly level: LogLevel; readonly message: string } | null;
  readonly lastErrorAt: Temporal.Instant | null;
  readonly lastError: string | null;
  /** The state that stands in its transitions. */
  readonly stateTold: ScreenState | null;
}

/** What the query of `store/screens.ts` selects for it. */
export interface WatchRead {
  readonly picture_status: PictureState;
  readonly picture_analysed_at: Temporal.Instant | null;
  readonly picture_look: string | null;
  readonly last_screenshot_at: Temporal.Instant | null;
  readonly last_shot_id: string | null;
  readonly last_shot_kind: CaptureKind | null;
  readonly priority_shot_id: string | null;
  readonly priority_shot_kind: CaptureKind | null;
  readonly priority_shot_at: Temporal.Instant | null;
  readonly dashboard_v2_success: number;
  readonly parse_failures: number;
  readonly clock_off_seconds: number | null;
  readonly broker_reachable: boolean | null;
  readonly last_log_at: Temporal.Instant | null;
  readonly last_log_level: LogLevel | null;
  readonly last_log: string | null;
  readonly last_error_at: Temporal.Instant | null;
  readonly last_error: string | null;
  readonly state_told: ScreenState | null;
}

export const toWatch = (row: WatchRead): WatchRow => ({
  ...{ picture: row.picture_status, analysedAt: row.picture_analysed_at, look: row.picture_look },
  ...{ lastScreenshotAt: row.last_screenshot_at, lastShotId: row.last_shot_id, lastShotKind: row.last_shot_kind },
  ...{ priorityShotId: row.priority_shot_id, priorityShotKind: row.priority_shot_kind, priorityShotAt: row.priority_shot_at },
  ...{ dashboardV2Success: row.dashboard_v2_success, parseFailures: row.parse_failures },
  ...{ clockOffSeconds: row.clock_off_seconds, isBrokerReachable: row.broker_reachable },
  lastLog:
    row.last_log_at === null || row.last_log_level === null
      ? null
      : { at: row.last_log_at, level: row.last_log_level, message: row.last_log ?? '' },
  ...{ lastErrorAt: row.last_error_at, lastError: row.last_error, stateTold: row.state_told },
});
