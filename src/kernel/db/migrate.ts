import { type Kysely, sql } from 'kysely';
import type { Saying } from '../contract/saying.ts';
import type { Log } from '../log/log.ts';
import { StartError } from '../start-error.ts';
import type { Database, Db } from './database.ts';
import { layFoundation } from './foundation.ts';
import { type MigrationFile, type MigrationSet, readMigrations } from './migration-files.ts';
import { type AppliedMigration, compareMigrations } from './migration-state.ts';

export type { MigrationSet } from './migration-files.ts';

/** Advisory lock of PostgreSQL: one console migrates, the others wait and find nothing to do. A backup shares it, a restore takes it. */
export const MIGRATION_LOCK = 7_245_000;

/**
 * Applies what is not applied yet: set by set in the order given, file by file, each in one transaction with its row.
 * Answers the names of what it applied, `kernel/0001_people_and_sites`.
 * Throws a StartError when the database is ahead of this console, when a shipped file was changed, or when a migration fails;
 * what was applied before it stays.
 */
export async function migrate(db: Db, sets: readonly MigrationSet[], log: Log): Promise<readonly string[]> {
  const files = await readMigrations(sets);
  return db.connection().execute(async (session) => {
    await sql`set statement_timeout = 0`.execute(session);
    await sql`select pg_advisory_lock(${MIGRATION_LOCK})`.execute(session);
    try {
      return await migrateLocked(session, files, log);
    } finally {
      await sql`select pg_advisory_unlock(${MIGRATION_LOCK})`.execute(session);
      await sql`reset statement_timeout`.execute(session);
    }
  });
}

async function migrateLocked(session: Kysely<Database>, files: readonly MigrationFile[], log: Log): Promise<readonly string[]> {
  await layFoundation(session);
  const { pending, faults } = compareMigrations(files, await appliedMigrations(session));
  if (faults.length > 0) throw new StartError(faults.map(({ text }) => text).join('\n'));
  for (const file of pending) {
    const startedAt = performance.now();
    await apply(session, file);
    log.info({ migration: titleOf(file), ms: Math.round(performance.now() - startedAt) }, 'migration applied');
  }
  return pending.map(titleOf);
}

async function apply(session: Kysely<Database>, file: MigrationFile): Promise<void> {
  const { up } = await file.load();
  try {
    await session.transaction().execute(async (tx) => {
      await up(tx);
      await tx.insertInto('kernel.migrations').values({ owner: file.owner, name: file.name, hash: file.hash }).execute();
    });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new StartError(`The migration ${titleOf(file)} failed, and the database stays as it was before it: ${reason}`, { cause: error });
  }
}

/** What a database lacks or has too much, compared with the files of this console. For readiness and `migrate --dry-run`. */
export interface MigrationState {
  readonly pending: readonly string[];
  /** Sentences: files that were changed, rows without a file. */
  readonly faults: readonly Saying[];
}

/** Reads only. */
export async function migrationState(db: Db, sets: readonly MigrationSet[]): Promise<MigrationState> {
  const { pending, faults } = compareMigrations(await readMigrations(sets), await appliedMigrations(db));
  return { pending: pending.map(titleOf), faults };
}

/** Rows of `kernel.migrations`; none where there is no such table. */
export async function appliedMigrations(db: Db): Promise<readonly AppliedMigration[]> {
  const { rows } = await sql<{ there: boolean }>`select to_regclass('kernel.migrations') is not null as there`.execute(db);
  return rows[0]?.there === true ? db.selectFrom('kernel.migrations').select(['owner', 'name', 'hash']).execute() : [];
}

const titleOf = ({ owner, name }: { readonly owner: string; readonly name: string }): string => `${owner}/${name}`;
