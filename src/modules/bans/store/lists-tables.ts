import type { ColumnType, Generated } from 'kysely';
import type { InstantColumn, JsonColumn } from '../../../kernel/db/database.ts';
import type { BlocklistFormat, Counted, RefusedGroup } from '../domain/lists/words.ts';

export interface SpreadRulesTable {
  id: string;
  site_id: ColumnType<string, string, never>;
  name: string;
  provenances: string[];
  jail: string | null;
  bans: number;
  within_hours: number;
  on_hosts: number;
  target_jail: string | null;
  ban_hours: number;
  applies_itself: Generated<boolean>;
  is_on: Generated<boolean>;
  created_at: InstantColumn;
  created_by: string | null;
  removed_at: InstantColumn | null;
  version: Generated<number>;
}

export interface SpreadOffersTable {
  id: string;
  rule_id: string;
  site_id: string;
  address: string;
  jail: string;
  state: Generated<'open' | 'applied' | 'dismissed' | 'refused'>;
  evidence: JsonColumn<readonly Counted[]>;
  target_ids: string[];
  because: string | null;
  created_at: InstantColumn;
  counted_until: InstantColumn;
  decided_at: InstantColumn | null;
  decided_by: string | null;
}

export interface OrdersTable {
  id: string;
  site_id: ColumnType<string, string, never>;
  host_id: string;
  kind: 'ban' | 'unban';
  jail: string | null;
  network: string;
  state: Generated<'pending' | 'unknown' | 'done' | 'failed' | 'lifted'>;
  origin: 'person' | 'spread';
  offer_id: string | null;
  note: Generated<string>;
  by_user_id: string | null;
  created_at: InstantColumn;
  until_at: InstantColumn | null;
  done_at: InstantColumn | null;
  lifted_at: InstantColumn | null;
  lifted_how: 'expired' | 'unbanned' | null;
  wakes_at: InstantColumn | null;
  tries: Generated<number>;
  renewals: Generated<number>;
  jail_seconds: number | null;
  failure: string | null;
  failure_detail: Generated<string>;
  /** Of an unban: also of every ban of what lies in the network. */
  with_inside: Generated<boolean>;
}

export interface AllowEntriesTable {
  id: string;
  site_id: string | null;
  host_id: string | null;
  jail: string | null;
  network: string;
  note: Generated<string>;
  until_at: InstantColumn | null;
  created_at: InstantColumn;
  created_by: string | null;
  ended_at: InstantColumn | null;
  ended_how: 'expired' | 'removed' | null;
  version: Generated<number>;
}

export interface AllowPlacementsTable {
  entry_id: string;
  host_id: string;
  jail: string;
  state: Generated<'pending' | 'placed' | 'present' | 'failed'>;
  failure: string | null;
  failure_detail: Generated<string>;
  changed_at: InstantColumn;
}

export interface BlocklistsTable {
  id: string;
  site_id: ColumnType<string, string, never>;
  name: string;
  url: string | null;
  format: BlocklistFormat;
  csv_column: number | null;
  every_hours: number | null;
  daily_at: string | null;
  time_zone: string | null;
  jail: string;
  cap: number;
  applies_itself: Generated<boolean>;
  etag: string | null;
  last_modified: string | null;
  next_import_at: InstantColumn | null;
  last_good_at: InstantColumn | null;
  stale_at: InstantColumn | null;
  place_at: InstantColumn | null;
  created_at: InstantColumn;
  created_by: string | null;
  removed_at: InstantColumn | null;
  version: Generated<number>;
}

export interface BlocklistHostsTable {
  blocklist_id: string;
  host_id: string;
}

export interface BlocklistImportsTable {
  id: string;
  blocklist_id: string;
  state: 'reported' | 'applying' | 'applied' | 'stopped' | 'refused' | 'discarded' | 'unchanged';
  at: InstantColumn;
  by_user_id: string | null;
  finished_at: InstantColumn | null;
  lines: Generated<number>;
  entries: Generated<number>;
  duplicates: Generated<number>;
  networks: Generated<number>;
  addresses: Generated<string>;
  added: Generated<number>;
  removed: Generated<number>;
  unchanged: Generated<number>;
  refused: JsonColumn<readonly RefusedGroup[]>;
  fault: string | null;
  fault_params: JsonColumn<Readonly<Record<string, string | number | boolean | null>>>;
  done: Generated<number>;
  total: Generated<number>;
  wanted: string | null;
  /** Of its application; null: it was none, or that is forgotten. */
  errand_id: string | null;
}

export interface BlocklistEntriesTable {
  blocklist_id: string;
  network: string;
}

export interface BlocklistPlacementsTable {
  blocklist_id: string;
  host_id: string;
  jail: string;
  network: string;
  placed_at: InstantColumn | null;
}

export interface BlocklistTargetsTable {
  blocklist_id: string;
  host_id: string;
  jail: string;
  pending: Generated<number>;
  failure: string | null;
  failure_detail: Generated<string>;
  settled_at: InstantColumn | null;
}

export interface AddressAnswersTable {
  kind: 'whois' | 'reputation';
  address: string;
  answer: JsonColumn<Readonly<Record<string, unknown>>>;
  fetched_at: InstantColumn;
}

declare module '../../../kernel/db/database.ts' {
  interface Database {
    'bans.spread_rules': SpreadRulesTable;
    'bans.spread_offers': SpreadOffersTable;
    'bans.orders': OrdersTable;
    'bans.allow_entries': AllowEntriesTable;
    'bans.allow_placements': AllowPlacementsTable;
    'bans.blocklists': BlocklistsTable;
    'bans.blocklist_hosts': BlocklistHostsTable;
    'bans.blocklist_imports': BlocklistImportsTable;
    'bans.blocklist_entries': BlocklistEntriesTable;
    'bans.blocklist_placements': BlocklistPlacementsTable;
    'bans.blocklist_targets': BlocklistTargetsTable;
    'bans.address_answers': AddressAnswersTable;
  }
}
