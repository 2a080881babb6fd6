import type { ColumnType, Generated, GeneratedAlways } from 'kysely';
import type { ResponsibilityRole } from '../contract/permission.ts';
import type { InstantColumn } from '../db/database.ts';

export interface SitesTable {
  id: string;
  name: string;
  /** IANA name; wall clocks of this site are meant in it. */
  time_zone: string;
  notes: Generated<string>;
  contact_user_id: string | null;
  is_default: Generated<boolean>;
  created_at: InstantColumn;
  archived_at: InstantColumn | null;
  version: Generated<number>;
  /** As it travels where something stands on it: JSON. */
  wire: GeneratedAlways<string>;
}

export interface MachinesTable {
  id: string;
  site_id: string;
  name: string;
  created_at: InstantColumn;
  version: Generated<number>;
}

export interface AssetsTable {
  id: string;
  module: string;
  kind: string;
  name: string;
  site_id: string;
  machine_id: string | null;
  tags: Generated<string[]>;
  notes: Generated<string>;
  host_name: string | null;
  /** `inet`: PostgreSQL judges it. */
  address: string | null;
  machine_hash: string | null;
  created_at: InstantColumn;
  created_by: string | null;
  archived_at: InstantColumn | null;
  version: Generated<number>;
  /** Who answers for it, as JSON; kept by triggers and never written here. */
  people: GeneratedAlways<string>;
  /** The end of the last period that was not taken back; kept by triggers and never written here. */
  maintained_until: GeneratedAlways<Temporal.Instant | null>;
  /** What lists show of this row, as fields of a JSON object without its braces. */
  wire: GeneratedAlways<string>;
}

export type LinkReason = 'host_name' | 'address' | 'machine_hash';

export interface MachineLinksTable {
  /** The smaller id of the pair. */
  asset_id: string;
  other_asset_id: string;
  because: LinkReason;
  state: 'suggested' | 'confirmed' | 'refused';
  suggested_at: InstantColumn;
  decided_at: InstantColumn | null;
  decided_by: string | null;
}

export interface ResponsibilitiesTable {
  asset_id: string;
  user_id: string | null;
  team_id: string | null;
  role: ResponsibilityRole;
  created_at: InstantColumn;
}

export interface MaintenancePeriodsTable {
  id: string;
  asset_id: string;
  starts_at: InstantColumn;
  ends_at: InstantColumn;
  reason: string;
  created_by: string | null;
  created_at: InstantColumn;
  ended_early_at: ColumnType<Temporal.Instant | null, Temporal.Instant | null | undefined, Temporal.Instant | null>;
}

declare module '../db/database.ts' {
  interface Database {
    'kernel.sites': SitesTable;
    'kernel.machines': MachinesTable;
    'kernel.assets': AssetsTable;
    'kernel.machine_links': MachineLinksTable;
    'kernel.responsibilities': ResponsibilitiesTable;
    'kernel.maintenance_periods': MaintenancePeriodsTable;
  }
}
