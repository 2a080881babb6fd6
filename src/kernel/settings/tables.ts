import type { InstantColumn, JsonColumn } from '../db/database.ts';

interface SettingsRows {
  key: string;
  /** JSON null: the default was put back, or the value is sealed. The row stays, so that its version goes on rising. */
  value: JsonColumn<unknown>;
  /** The value of a secret, as JSON, sealed for this key. */
  sealed: Uint8Array | null;
  updated_at: InstantColumn;
  updated_by: string | null;
  version: number;
}

declare module '../db/database.ts' {
  interface Database {
    'kernel.settings': SettingsRows;
  }
}
