import type { Selectable } from 'kysely';
import type { AssetId, SiteId } from '../../../../shared/ids.ts';
import type { CommandState } from '../../domain/command/command.ts';
import type { CommandsTable } from './tables.ts';

/** A command with the screen that it is for. */
export interface CommandRow extends CommandState {
  readonly id: string;
  readonly screen: {
    readonly id: AssetId;
    readonly name: string;
    readonly siteId: SiteId;
    readonly siteName: string;
    /** Null: archived meanwhile. */
    readonly uuid: string | null;
  };
  readonly reason: string | null;
  /** Null: the console by itself. */
  readonly requestedBy: { readonly id: string; readonly username: string; readonly number: number } | null;
  readonly updatedAt: Temporal.Instant;
}

/** Columns of the state, in both directions. */
export const columnsOf = (state: CommandState) => ({
  ...{ status: state.status, since: state.since, timed_out_at: state.timedOutAt, expires_at: state.expiresAt },
  ...{ published_at: state.publishedAt, acked_at: state.ackedAt, execution_started_at: state.executionStartedAt },
  ...{ completed_at: state.completedAt, failed_at: state.failedAt, heard_at: state.heardAt },
  ...{ pid_before: state.pidBefore, is_cold_boot: state.isColdBoot },
  ...{ error_code: state.errorCode, error_message: state.errorMessage },
});

export type CommandColumns = Selectable<CommandsTable> & {
  readonly name: string;
  readonly uuid: string | null;
  readonly site_id: string;
  readonly site_name: string;
  readonly username: string | null;
  readonly user_number: number | null;
};

export const toCommand = (row: CommandColumns): CommandRow => ({
  ...{ id: row.id, action: row.action, status: row.status, since: row.since, timedOutAt: row.timed_out_at },
  screen: { id: row.screen_id as AssetId, name: row.name, siteId: row.site_id as SiteId, siteName: row.site_name, uuid: row.uuid },
  requestedBy: row.requested_by === null ? null : { id: row.requested_by, username: row.username ?? '', number: row.user_number ?? 0 },
  ...{ reason: row.reason, issuedAt: row.issued_at, expiresAt: row.expires_at, publishedAt: row.published_at, ackedAt: row.acked_at },
  ...{ executionStartedAt: row.execution_started_at, completedAt: row.completed_at, failedAt: row.failed_at, heardAt: row.heard_at },
  ...{ pidBefore: row.pid_before, isColdBoot: row.is_cold_boot, errorCode: row.error_code, errorMessage: row.error_message },
  updatedAt: row.updated_at,
});
