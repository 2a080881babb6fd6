import { sql } from 'kysely';
import type { Check } from '../health/check.ts';
import type { Db } from './database.ts';
import { type MigrationSet, migrationState } from './migrate.ts';

/** The database answers. */
export const databaseCheck = (db: Db): Check => ({
  name: 'database',
  isCritical: true,
  async probe() {
    const { rows } = await sql<{ version: string }>`select current_setting('server_version') as version`.execute(db);
    return `PostgreSQL ${rows[0]?.version ?? ''} answers.`;
  },
});

/**
 * The tables are those of this version. A newer console may have moved them on while this one ran, as in a rolling deployment: it
 * serves on until it is replaced, so that the check only degrades.
 */
export const migrationsCheck = (db: Db, sets: readonly MigrationSet[]): Check => ({
  name: 'migrations',
  isCritical: false,
  async probe() {
    const { pending, faults } = await migrationState(db, sets);
    if (faults.length > 0) throw new Error(faults.join(' '));
    if (pending.length > 0) throw new Error(`Not applied: ${pending.join(', ')}.`);
    return null;
  },
});
