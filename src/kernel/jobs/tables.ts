import type { Generated } from 'kysely';
import type { InstantColumn, JsonColumn } from '../db/database.ts';

export interface RestoredJobsTable {
  id: Generated<number>;
  queue: string;
  data: JsonColumn<Readonly<Record<string, unknown>>>;
  start_after: InstantColumn;
  singleton_key: string;
}

declare module '../db/database.ts' {
  interface Database {
    'kernel.restored_jobs': RestoredJobsTable;
  }
}
