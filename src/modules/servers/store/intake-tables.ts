import type { ColumnType, Generated } from 'kysely';
import type { InstantColumn } from '../../../kernel/db/database.ts';

export interface PatchmonAgentsTable {
  server_id: string;
  packages_hash: string | null;
}

export interface EnrolmentTokensTable {
  id: string;
  site_id: ColumnType<string, string, never>;
  name: string;
  schedule_id: string | null;
  token_hash: string;
  hint: string;
  most_uses: number;
  uses: Generated<number>;
  created_at: InstantColumn;
  created_by: string;
  expires_at: InstantColumn;
  revoked_at: InstantColumn | null;
}

export interface EnrolmentsTable {
  token_id: string;
  machine_hash: string;
  server_id: string;
  enrolled_at: InstantColumn;
}

declare module '../../../kernel/db/database.ts' {
  interface Database {
    'servers.patchmon_agents': PatchmonAgentsTable;
    'servers.enrolment_tokens': EnrolmentTokensTable;
    'servers.enrolments': EnrolmentsTable;
  }
}
