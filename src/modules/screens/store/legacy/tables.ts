import type { Generated } from 'kysely';
import type { InstantColumn } from '../../../../kernel/db/database.ts';

interface SharedAccountTable {
  id: Generated<number>;
  password_hash: string | null;
  issued_at: InstantColumn | null;
  lost_at: InstantColumn | null;
  turned_away_at: InstantColumn | null;
}

declare module '../../../../kernel/db/database.ts' {
  interface Database {
    'screens.shared_account': SharedAccountTable;
  }
}
