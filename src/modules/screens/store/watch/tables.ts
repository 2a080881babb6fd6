import type { ColumnType } from 'kysely';
import type { InstantColumn } from '../../../../kernel/db/database.ts';
import type { PictureState, ScreenState, StateReason } from '../../domain/screen-state.ts';
import type { CaptureKind, LogLevel } from '../../domain/watch.ts';

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
