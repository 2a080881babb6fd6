import type { InstantColumn } from '../db/database.ts';

export interface AuditTable {
  id: string;
  at: InstantColumn;
  actor_kind: 'person' | 'device' | 'system' | 'stranger';
  user_id: string | null;
  actor_name: string;
  api_token_id: string | null;
  address: string | null;
  request_id: string | null;
  action: string;
  subject_kind: string;
  subject_id: string;
  subject_name: string;
  site_id: string | null;
  before: unknown;
  after: unknown;
}

declare module '../db/database.ts' {
  interface Database {
    'kernel.audit': AuditTable;
  }
}
