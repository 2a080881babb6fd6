import type { InstantColumn, JsonColumn } from '../db/database.ts';

interface SettingsRows {
  key: string;
  /** JSON null: the default was put back. The row stays, so that its version goes on rising. */
  value: JsonColumn<unknown>;
  updated_at: InstantColumn;
  updated_by: string | null;
  version: number;
}

declare module '../db/database.ts' {
  interface Database {
    'kernel.settings': SettingsRows;
  }
}
