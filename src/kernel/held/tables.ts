import type { Generated } from 'kysely';
import type { InstantColumn } from '../db/database.ts';

export interface HeldTable {
  only_row: Generated<boolean>;
  since: InstantColumn;
  backup_made_at: InstantColumn;
}

declare module '../db/database.ts' {
  interface Database {
    'kernel.held': HeldTable;
  }
}
