import type { InstantColumn } from '../db/database.ts';

export interface ErasuresTable {
  user_id: string;
  names: string[];
  asked_at: InstantColumn;
  done_at: InstantColumn | null;
}

declare module '../db/database.ts' {
  interface Database {
    'kernel.erasures': ErasuresTable;
  }
}
