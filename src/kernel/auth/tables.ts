import type { Generated } from 'kysely';
import type { Role } from '../contract/permission.ts';
import type { InstantColumn, JsonColumn } from '../db/database.ts';

export interface UsersTable {
  id: string;
  number: Generated<number>;
  username: string;
  display_name: Generated<string>;
  email: string | null;
  /** Argon2id in PHC notation; null: nobody signs in by password. */
  password_hash: string | null;
  is_superadmin: Generated<boolean>;
  language: Generated<'en' | 'de'>;
  time_zone: string | null;
  created_at: InstantColumn;
  created_by: string | null;
  last_login_at: InstantColumn | null;
  last_password_change_at: InstantColumn | null;
  failed_login_attempts: Generated<number>;
  last_failed_login_at: InstantColumn | null;
  locked_until: InstantColumn | null;
  deactivated_at: InstantColumn | null;
  deactivated_by: string | null;
  /** Set: the row is a tombstone. */
  removed_at: InstantColumn | null;
  version: Generated<number>;
}

export interface TeamsTable {
  id: string;
  number: Generated<number>;
  name: string;
  created_at: InstantColumn;
  archived_at: InstantColumn | null;
  version: Generated<number>;
}

export interface TeamMembersTable {
  team_id: string;
  user_id: string;
}

export interface GrantsTable {
  id: string;
  user_id: string | null;
  team_id: string | null;
  role: Role;
  site_id: string | null;
  module: string | null;
  created_at: InstantColumn;
}

export interface SessionsTable {
  id: string;
  user_id: string;
  kind: 'browser' | 'tool';
  token_hash: string | null;
  created_at: InstantColumn;
  last_seen_at: InstantColumn;
  expires_at: InstantColumn;
  ended_at: InstantColumn | null;
  ended_because: string | null;
  user_agent: Generated<string>;
  address: string | null;
}

export interface RefreshTokensTable {
  token_hash: string;
  session_id: string;
  issued_at: InstantColumn;
  expires_at: InstantColumn;
  used_at: InstantColumn | null;
}

export interface ApiTokensTable {
  id: string;
  user_id: string;
  name: string;
  token_hash: string;
  hint: string;
  scopes: string[];
  site_ids: string[] | null;
  address_ranges: string[] | null;
  created_at: InstantColumn;
  expires_at: InstantColumn | null;
  last_used_at: InstantColumn | null;
  revoked_at: InstantColumn | null;
}

export interface SigningKeysTable {
  id: string;
  public_jwk: JsonColumn<Record<string, unknown>>;
  private_sealed: Uint8Array;
  created_at: InstantColumn;
  retired_at: InstantColumn | null;
}

export interface SignInFailuresTable {
  /** `name:<sha256>` of a name that nobody bears, or `address:<address>`. */
  subject: string;
  failures: number;
  last_failed_at: InstantColumn;
  locked_until: InstantColumn | null;
}

export interface SetupTable {
  only_row: Generated<boolean>;
  token_hash: string;
  created_at: InstantColumn;
  done_at: InstantColumn | null;
}

declare module '../db/database.ts' {
  interface Database {
    'kernel.users': UsersTable;
    'kernel.teams': TeamsTable;
    'kernel.team_members': TeamMembersTable;
    'kernel.grants': GrantsTable;
    'kernel.sessions': SessionsTable;
    'kernel.refresh_tokens': RefreshTokensTable;
    'kernel.api_tokens': ApiTokensTable;
    'kernel.signing_keys': SigningKeysTable;
    'kernel.sign_in_failures': SignInFailuresTable;
    'kernel.setup': SetupTable;
  }
}
