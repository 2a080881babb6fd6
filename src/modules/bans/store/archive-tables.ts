import type { ColumnType, Generated } from 'kysely';
import type { InstantColumn } from '../../../kernel/db/database.ts';
import type { EndedHow } from '../domain/ban.ts';
import type { Provenance } from '../domain/host.ts';

export interface BansTable {
  at: ColumnType<Temporal.Instant, Temporal.Instant, never>;
  host_id: ColumnType<string, string, never>;
  site_id: ColumnType<string, string, never>;
  country: string | null;
  jail: string;
  provenance: Provenance;
  asn: number | null;
  address: string | null;
  ends_at: InstantColumn | null;
  ended_at: InstantColumn | null;
  other: string | null;
  duration_seconds: number | null;
  is_permanent: Generated<boolean>;
  ended_how: EndedHow | null;
  ban_count: number;
  failures: number;
  id: string;
  by_user_id: string | null;
  order_id: string | null;
  note: string | null;
  organisation: string | null;
}

export interface BanLinesTable {
  ban_id: string;
  host_id: string;
  at: InstantColumn;
  lines: string[];
}

export interface PlacesCacheTable {
  address: string;
  country: string | null;
  asn: number | null;
  organisation: string | null;
  resolved_at: InstantColumn;
  failed_at: InstantColumn | null;
  last_seen: InstantColumn;
}

export interface PlacesRunTable {
  only_row: Generated<boolean>;
  files: string;
  next_at: InstantColumn | null;
  next_id: string | null;
  changed_at: InstantColumn;
}

declare module '../../../kernel/db/database.ts' {
  interface Database {
    'bans.bans': BansTable;
    'bans.ban_lines': BanLinesTable;
    'bans.places_cache': PlacesCacheTable;
    'bans.places_run': PlacesRunTable;
  }
}
