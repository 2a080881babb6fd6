import type { ColumnType, Generated } from 'kysely';
import type { InstantColumn, JsonColumn } from '../../../kernel/db/database.ts';
import type { ContactFailure } from '../domain/contact.ts';
import type { Level, Transport } from '../domain/host.ts';
import type { JailSettingsSeen } from '../domain/jail.ts';

export interface HostsTable {
  id: string;
  site_id: ColumnType<string, string, never>;
  level: Generated<Level>;
  transport: Transport;
  socket_path: string;
  config_folder: string;
  ssh_host: string | null;
  ssh_port: number | null;
  ssh_user: string | null;
  ssh_auth: 'key' | 'agent' | null;
  ssh_key: Uint8Array | null;
  ssh_configure_user: string | null;
  ssh_configure_key: Uint8Array | null;
  host_key: string | null;
  host_key_confirmed_by: string | null;
  host_key_seen: string | null;
  first_contact_at: InstantColumn | null;
  contacted_at: InstantColumn | null;
  failing_since: InstantColumn | null;
  failure: ContactFailure | null;
  failure_detail: Generated<string>;
  fail2ban_version: string | null;
  database_file: string | null;
  purge_age_seconds: number | null;
  read_until: InstantColumn | null;
  read_at: InstantColumn | null;
  read_fault: Generated<string>;
  addresses: Generated<string[]>;
  addresses_at: InstantColumn | null;
  facts_change_at: InstantColumn | null;
}

export interface JailsTable {
  host_id: string;
  name: string;
  backend: Generated<string>;
  log_paths: Generated<string[]>;
  currently_failed: Generated<number>;
  total_failed: Generated<number>;
  currently_banned: Generated<number>;
  total_banned: Generated<number>;
  is_idle: boolean | null;
  ban_seconds: number | null;
  find_seconds: number | null;
  max_retry: number | null;
  regex_count: number | null;
  action_count: number | null;
  settings: JsonColumn<JailSettingsSeen>;
  seen_at: InstantColumn;
  settings_seen_at: InstantColumn | null;
  gone_at: InstantColumn | null;
}

declare module '../../../kernel/db/database.ts' {
  interface Database {
    'bans.hosts': HostsTable;
    'bans.jails': JailsTable;
  }
}
