import type { ColumnType, Generated } from 'kysely';
import type { Severity } from '../contract/severity.ts';
import type { InstantColumn, JsonColumn } from '../db/database.ts';
import type { FindingParams } from './findings.ts';

export interface StoriesTable {
  id: string;
  site_id: string;
  subject_kind: 'machine' | 'asset' | 'key' | 'batch';
  /** Id of the machine or asset; `module/key`; `module/rule` of a batch. */
  subject: string;
  opened_at: InstantColumn;
  closed_at: InstantColumn | null;
  merged_into: string | null;
  assignee_user_id: string | null;
  acknowledged_at: InstantColumn | null;
  acknowledged_by: string | null;
  acknowledged_severity: Severity | null;
  /** `module/rule` of every finding that was open then. */
  acknowledged_rules: string[] | null;
  snoozed_until: InstantColumn | null;
  /** How bad the story was when it was snoozed. */
  snoozed_severity: Severity | null;
  is_snoozed_until_safe: Generated<boolean>;
  snoozed_by: string | null;
  accepted_until: InstantColumn | null;
  accepted_severity: Severity | null;
  accepted_reason: string | null;
  accepted_by: string | null;
  version: Generated<number>;
}

export interface FindingsTable {
  id: string;
  module: string;
  rule: string;
  key: string;
  site_id: string;
  asset_id: string | null;
  story_id: string;
  severity: Severity;
  params: JsonColumn<FindingParams>;
  cause_module: string | null;
  cause_rule: string | null;
  cause_key: string | null;
  opened_at: InstantColumn;
  openings: ColumnType<Temporal.Instant[], string[], string[]>;
  closes_at: InstantColumn | null;
  closed_at: InstantColumn | null;
}

export interface StoryHistoryTable {
  id: Generated<number>;
  story_id: string;
  finding_id: string | null;
  at: InstantColumn;
  what: string;
  user_id: string | null;
  details: JsonColumn<Readonly<Record<string, unknown>>>;
}

export interface FindingsWakeTable {
  only_row: Generated<boolean>;
  woken_at: InstantColumn;
}

declare module '../db/database.ts' {
  interface Database {
    'kernel.stories': StoriesTable;
    'kernel.findings': FindingsTable;
    'kernel.story_history': StoryHistoryTable;
    'kernel.findings_wake': FindingsWakeTable;
  }
}
