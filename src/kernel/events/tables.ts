import type { Generated } from 'kysely';
import type { InstantColumn, JsonColumn } from '../db/database.ts';

/** Ids and small values only; what changed is asked of the routes. */
export type EventPayload = Readonly<Record<string, string | number | boolean | null>>;

export interface EventsTable {
  id: Generated<number>;
  at: InstantColumn;
  name: string;
  module: string;
  site_id: string | null;
  asset_id: string | null;
  payload: JsonColumn<EventPayload>;
}

declare module '../db/database.ts' {
  interface Database {
    'kernel.events': EventsTable;
  }
}
