import type { ColumnType, Generated, GeneratedAlways } from 'kysely';
import type { InstantColumn } from '../../../kernel/db/database.ts';
import type { ApprovalKind } from '../domain/approval.ts';
import type { SlotState } from '../domain/slot.ts';

export interface RedundancyGroupsTable {
  id: string;
  number: GeneratedAlways<number>;
  site_id: ColumnType<string, string, never>;
  name: string;
}

export interface FreezesTable {
  id: string;
  site_id: ColumnType<string, string, never>;
  name: string;
  schedule_id: string | null;
  server_id: string | null;
  from_at: InstantColumn;
  until_at: InstantColumn;
  first_day: ColumnType<Temporal.PlainDate | null, string | null, string | null>;
  last_day: ColumnType<Temporal.PlainDate | null, string | null, string | null>;
  time_zone: string | null;
  created_at: InstantColumn;
  created_by: string | null;
  version: Generated<number>;
}

export interface SlotsTable {
  id: string;
  server_id: string;
  site_id: string;
  group_number: number | null;
  starts_at: InstantColumn;
  ends_at: InstantColumn;
  state: Generated<SlotState>;
  is_by_hand: boolean;
  is_risky: boolean;
  confirmed_by: string | null;
  planned_by: string | null;
  planned_at: InstantColumn;
  moved_at: InstantColumn;
  notice_due_at: InstantColumn | null;
  notice_told_at: InstantColumn | null;
  wakes_at: InstantColumn | null;
  started_at: InstantColumn | null;
  called_at: InstantColumn | null;
  answered_at: InstantColumn | null;
  finished_at: InstantColumn | null;
  because: string | null;
  outcome: string | null;
  status_url: string | null;
  token_hash: string | null;
  token_sealed: Uint8Array | null;
  version: Generated<number>;
}

export interface SlotPostponementsTable {
  slot_id: string;
  user_id: string;
  at: InstantColumn;
  from_at: InstantColumn;
  to_at: InstantColumn;
}

export interface OverdueToldTable {
  server_id: string;
  user_id: string;
  due_at: InstantColumn | null;
}

export interface ApprovalsTable {
  id: string;
  server_id: string;
  site_id: string;
  kind: ApprovalKind;
  at: InstantColumn;
  note: Generated<string>;
  slot_id: string | null;
  minutes: number | null;
  state: Generated<'pending' | 'approved' | 'declined'>;
  asked_by: string;
  asked_at: InstantColumn;
  expires_at: InstantColumn;
  decided_by: string | null;
  decided_at: InstantColumn | null;
}

declare module '../../../kernel/db/database.ts' {
  interface Database {
    'servers.redundancy_groups': RedundancyGroupsTable;
    'servers.freezes': FreezesTable;
    'servers.slots': SlotsTable;
    'servers.slot_postponements': SlotPostponementsTable;
    'servers.overdue_told': OverdueToldTable;
    'servers.approvals': ApprovalsTable;
  }
}
