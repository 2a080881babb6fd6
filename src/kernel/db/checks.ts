import { sql } from 'kysely';
import { SayingError } from '../contract/saying.ts';
import { told } from '../contract/told.ts';
import type { Check } from '../health/check.ts';
import type { Db } from './database.ts';
import { type MigrationSet, migrationState } from './migrate.ts';

/** The database answers. */
export const databaseCheck = (db: Db): Check => ({
  name: 'database',
  isCritical: true,
  async probe() {
    const { rows } = await sql<{ version: string }>`select current_setting('server_version') as version`.execute(db);
    return told('database.answers', { version: rows[0]?.version ?? '' });
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
    const [worst] = faults;
    if (worst !== undefined) throw new SayingError(worst);
    if (pending.length > 0) throw new SayingError(told('migrations.pending', { names: pending.join(', ') }));
    return null;
  },
});
