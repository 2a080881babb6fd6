import type { Generated } from 'kysely';
import type { InstantColumn } from '../db/database.ts';

export interface SecretKeyTable {
  only_row: Generated<boolean>;
  key_id: string;
  since: InstantColumn;
}

declare module '../db/database.ts' {
  interface Database {
    'kernel.secret_key': SecretKeyTable;
  }
}
