import type { Generated } from 'kysely';
import type { InstantColumn } from '../db/database.ts';

export interface EventsTable {
  id: Generated<number>;
  at: InstantColumn;
  name: string;
  module: string;
  site_id: string | null;
  asset_id: string | null;
  payload: unknown;
}

declare module '../db/database.ts' {
  interface Database {
    'kernel.events': EventsTable;
  }
}
