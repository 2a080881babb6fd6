import type { InstantColumn } from '../../db/database.ts';

export interface SecretLinksTable {
  id: string;
  user_id: string;
  purpose: string;
  name: string;
  token_hash: string;
  hint: string;
  created_at: InstantColumn;
  last_used_at: InstantColumn | null;
  revoked_at: InstantColumn | null;
}

declare module '../../db/database.ts' {
  interface Database {
    'kernel.secret_links': SecretLinksTable;
  }
}
