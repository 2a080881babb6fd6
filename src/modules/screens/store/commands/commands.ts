import { type Expression, type SqlBool, sql } from 'kysely';
import { type Scope, sitesOf } from '../../../../kernel/contract/access.ts';
import type { Page } from '../../../../kernel/contract/page.ts';
import type { Db, Tx } from '../../../../kernel/db/database.ts';
import { cells, keyset, type PageRequest } from '../../../../kernel/db/keyset.ts';
import type { CommandState } from '../../domain/command/command.ts';
import { dueAt } from '../../domain/command/limits.ts';
import type { CommandStatus } from '../../domain/command/states.ts';
import type { StepReason } from '../../domain/command/story.ts';
import { type CommandRow, columnsOf, toCommand } from './row.ts';
import '../tables.ts';
import './tables.ts';

export type { CommandRow } from './row.ts';

/** Names: c, s, a, site, u. */
const commands = (db: Db | Tx) =>
  db
    .selectFrom('screens.commands as c')
    .innerJoin('screens.screens as s', 's.id', 'c.screen_id')
    .innerJoin('kernel.assets as a', 'a.id', 's.id')
    .innerJoin('kernel.sites as site', 'site.id', 's.site_id')
    .leftJoin('kernel.users as u', 'u.id', 'c.requested_by')
    .selectAll('c')
    .select(['a.name', 's.uuid', 's.site_id', 'site.name as site_name', 'u.username', 'u.number as user_number']);

const narrowed = (db: Db | Tx, scope: Scope) => {
  const sites = sitesOf(scope, 'screens');
  return commands(db).$if(sites !== 'all', (query) => query.where('s.site_id', '=', sql<string>`any(${sites}::uuid[])`));
};

/** Null when unknown, or outside the scope. */
export async function findCommand(db: Db | Tx, scope: Scope, id: string): Promise<CommandRow | null> {
  const row = await narrowed(db, scope).where('c.id', '=', id).executeTakeFirst();
  return row === undefined ? null : toCommand(row);
}

/** Locks the command until the transaction ends. For what the console does by itself: whoever asks for a person has looked before. */
export async function lockCommand(tx: Tx, id: string): Promise<CommandRow | null> {
  await sql`select from screens.commands where id = ${id} for no key update`.execute(tx);
  const row = await commands(tx).where('c.id', '=', id).executeTakeFirst();
  return row === undefined ? null : toCommand(row);
}

/** Which screen a command is for; null: there is no such command. */
export async function screenOfCommand(db: Db | Tx, id: string): Promise<string | null> {
  const row = await db.selectFrom('screens.commands').select('screen_id').where('id', '=', id).executeTakeFirst();
  return row?.screen_id ?? null;
}

export interface CommandFilter {
  readonly screenId?: string | undefined;
  readonly status?: readonly CommandStatus[] | undefined;
  readonly isOpen?: boolean | undefined;
}

const NEWEST_FIRST = keyset<CommandRow>('screens commands', [
  { by: sql.ref('c.issued_at'), of: ({ issuedAt }) => issuedAt.toString(), cell: cells.instant, direction: 'desc' },
  { by: sql.ref('c.id'), of: ({ id }) => id, cell: cells.id, direction: 'desc' },
]);

/** Newest first. */
export async function listCommands(
  db: Db | Tx,
  scope: Scope,
  { screenId, status, isOpen }: CommandFilter,
  page: PageRequest,
): Promise<Page<CommandRow>> {
  const conditions: readonly (Expression<SqlBool> | null)[] = [
    screenId === undefined ? null : sql<SqlBool>`c.screen_id = ${screenId}`,
    status === undefined ? null : sql<SqlBool>`c.status = any(${[...status]}::text[])`,
    isOpen === undefined ? null : sql<SqlBool>`(c.due_at is not null) = ${isOpen}`,
  ];
  const query = conditions.reduce(
    (narrower, condition) => (condition === null ? narrower : narrower.where(condition)),
    narrowed(db, scope),
  );
  const rows = await NEWEST_FIRST.apply(query, page).execute();
  return NEWEST_FIRST.cut(rows.map(toCommand), page.limit);
}

export interface NewCommandRow {
  readonly id: string;
  readonly screenId: string;
  readonly reason: string | null;
  /** Null: the console by itself. */
  readonly requestedBy: string | null;
  readonly state: CommandState;
}

export async function insertCommand(tx: Tx, { id, screenId, reason, requestedBy, state }: NewCommandRow): Promise<void> {
  await tx
    .insertInto('screens.commands')
    .values({
      ...{ id, screen_id: screenId, reason, requested_by: requestedBy, action: state.action, issued_at: state.issuedAt },
      ...{ ...columnsOf(state), updated_at: state.issuedAt, due_at: dueAt(state) },
    })
    .execute();
}

export async function saveCommand(tx: Tx, id: string, state: CommandState, now: Temporal.Instant): Promise<void> {
  await tx
    .updateTable('screens.commands')
    .set({ ...columnsOf(state), updated_at: now, due_at: dueAt(state) })
    .where('id', '=', id)
    .execute();
}

export interface CommandStepRow {
  readonly at: Temporal.Instant;
  readonly status: CommandStatus;
  readonly because: StepReason;
  /** Null: no person. */
  readonly by: string | null;
  readonly detail: string | null;
}

export interface NewStep {
  readonly at: Temporal.Instant;
  readonly status: CommandStatus;
  readonly because: StepReason;
  readonly userId: string | null;
  readonly detail: string | null;
}

/** The command must be locked: its steps are counted. */
export async function insertStep(tx: Tx, commandId: string, { at, status, because, userId, detail }: NewStep): Promise<void> {
  await sql`
    insert into screens.command_steps (command_id, position, at, status, because, user_id, detail)
    select ${commandId}, count(*), ${at}, ${status}, ${because}, ${userId}, ${detail}
    from screens.command_steps where command_id = ${commandId}`.execute(tx);
}

/** The story of a command, as it happened. */
export async function stepsOf(db: Db | Tx, commandId: string): Promise<readonly CommandStepRow[]> {
  return db
    .selectFrom('screens.command_steps as step')
    .leftJoin('kernel.users as u', 'u.id', 'step.user_id')
    .select(['step.at', 'step.status', 'step.because', 'u.username as by', 'step.detail'])
    .where('step.command_id', '=', commandId)
    .orderBy('step.position')
    .execute();
}
