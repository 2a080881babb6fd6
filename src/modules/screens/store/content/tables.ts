import type { ColumnType, Generated } from 'kysely';
import type { InstantColumn, JsonColumn } from '../../../../kernel/db/database.ts';
import type { Content, MediaType } from '../../domain/content/content.ts';
import type { StoredIntent } from '../../domain/content/programme.ts';

export interface MediaTable {
  id: string;
  site_id: ColumnType<string, string, never>;
  name: string;
  file_id: string;
  sha256: string;
  bytes: number;
  mime_type: MediaType;
  width: number | null;
  height: number | null;
  token: string;
  created_at: InstantColumn;
  created_by: string | null;
}

export interface EventsTable {
  id: string;
  site_id: ColumnType<string, string, never>;
  title: string;
  description: string;
  starts: string;
  ends: string;
  time_zone: string;
  rule: string | null;
  until: string | null;
  first_at: InstantColumn;
  last_at: InstantColumn | null;
  priority: number;
  is_active: boolean;
  content: JsonColumn<Content>;
  created_at: InstantColumn;
  created_by: string | null;
  version: Generated<number>;
}

export interface EventGroupsTable {
  event_id: string;
  group_id: string;
  site_id: string;
}

export interface EventExceptionsTable {
  event_id: string;
  occurrence: InstantColumn;
  created_at: InstantColumn;
}

export interface GroupDefaultsTable {
  group_id: string;
  content: JsonColumn<Content>;
  version: Generated<number>;
}

export interface MediaUsesTable {
  media_id: string;
  event_id: string | null;
  group_id: string | null;
}

export interface ProgrammesTable {
  group_id: string;
  revision: Generated<number>;
  digest: Generated<string>;
  due_at: InstantColumn;
  active: Generated<string[]>;
  active_since: InstantColumn | null;
  off_until: InstantColumn | null;
  tellings: Generated<number>;
  worked_at: InstantColumn | null;
  intent: JsonColumn<StoredIntent> | null;
}

declare module '../../../../kernel/db/database.ts' {
  interface Database {
    'screens.media': MediaTable;
    'screens.events': EventsTable;
    'screens.event_groups': EventGroupsTable;
    'screens.event_exceptions': EventExceptionsTable;
    'screens.group_defaults': GroupDefaultsTable;
    'screens.media_uses': MediaUsesTable;
    'screens.programmes': ProgrammesTable;
  }
}
