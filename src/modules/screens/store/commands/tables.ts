import type { ColumnType } from 'kysely';
import type { InstantColumn } from '../../../../kernel/db/database.ts';
import type { CommandAction, CommandStatus, CommandStep } from '../../domain/command/states.ts';
import type { StepReason } from '../../domain/command/story.ts';

export interface CommandsTable {
  id: string;
  screen_id: ColumnType<string, string, never>;
  action: ColumnType<CommandAction, CommandAction, never>;
  status: CommandStatus;
  since: InstantColumn;
  timed_out_at: CommandStep | null;
  reason: ColumnType<string | null, string | null, never>;
  requested_by: string | null;
  issued_at: InstantColumn;
  expires_at: InstantColumn;
  published_at: InstantColumn | null;
  acked_at: InstantColumn | null;
  execution_started_at: InstantColumn | null;
  completed_at: InstantColumn | null;
  failed_at: InstantColumn | null;
  heard_at: InstantColumn | null;
  pid_before: number | null;
  is_cold_boot: boolean;
  error_code: string | null;
  error_message: string | null;
  updated_at: InstantColumn;
  due_at: InstantColumn | null;
}

export interface CommandStepsTable {
  command_id: string;
  position: number;
  at: InstantColumn;
  status: CommandStatus;
  because: StepReason;
  user_id: string | null;
  detail: string | null;
}

declare module '../../../../kernel/db/database.ts' {
  interface Database {
    'screens.commands': CommandsTable;
    'screens.command_steps': CommandStepsTable;
  }
}
