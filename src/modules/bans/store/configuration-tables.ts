import type { Generated } from 'kysely';
import type { InstantColumn, JsonColumn } from '../../../kernel/db/database.ts';
import type { Problem } from '../domain/config/problem.ts';
import type { RunningJail } from '../domain/config/running.ts';
import type { Command } from '../domain/config/stream.ts';
import type { VersionState } from '../domain/config/version-state.ts';

export interface ConfigDraftsTable {
  host_id: string;
  path: string;
  content: string | null;
  based_on: string | null;
  by_user_id: string | null;
  at: InstantColumn;
}

export interface ConfigVersionsTable {
  id: string;
  host_id: string;
  at: InstantColumn;
  by_user_id: string | null;
  note: Generated<string>;
  state: VersionState;
  drafts_hash: string;
  restores_id: string | null;
  problem: JsonColumn<Problem> | null;
  jails_before: Generated<string[]>;
  jails_after: Generated<string[]>;
  stream_before: JsonColumn<readonly Command[]>;
  stream_after: JsonColumn<readonly Command[]>;
  running_before: JsonColumn<readonly RunningJail[]>;
  ended_at: InstantColumn | null;
  worker: string | null;
  worked_until: InstantColumn | null;
  /** Of a failed one: the host was seen with a known configuration again. */
  resolved_at: InstantColumn | null;
}

export interface ConfigVersionFilesTable {
  version_id: string;
  path: string;
  before: Uint8Array | null;
  after: Uint8Array | null;
}

declare module '../../../kernel/db/database.ts' {
  interface Database {
    'bans.config_drafts': ConfigDraftsTable;
    'bans.config_versions': ConfigVersionsTable;
    'bans.config_version_files': ConfigVersionFilesTable;
  }
}
