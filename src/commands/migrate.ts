import type { Db } from '../kernel/db/database.ts';
import { type MigrationSet, migrate, migrationState } from '../kernel/db/migrate.ts';
import { provideDatabaseForCommand } from '../kernel/db/provide.ts';
import { createLog } from '../kernel/log/log.ts';
import { StartError } from '../kernel/start-error.ts';
import type { Command, Given } from './command.ts';

/** Brings the database up to this version without serving: for deployments that migrate in a step of its own. */
export const migrateCommand = (sets: readonly MigrationSet[]): Command => ({
  name: 'migrate',
  summary: 'Bring the database up to this version; serve does so by itself.',
  usage: '[--dry-run] [--json]',
  flags: { 'dry-run': { type: 'boolean' }, json: { type: 'boolean' } },
  run: async (given) => {
    // Standard output belongs to the answer; only what somebody must read goes into the log.
    const log = createLog({ ...given.config.log, level: 'error' }, process.stderr);
    const database = await provideDatabaseForCommand({ ...given.config, log });
    try {
      const names = given.flags['dry-run'] === true ? await pendingIn(database.db, sets) : await migrate(database.db, sets, log);
      given.print(answer(names, given));
      return 0;
    } finally {
      await database.close();
    }
  },
});

async function pendingIn(db: Db, sets: readonly MigrationSet[]): Promise<readonly string[]> {
  const { pending, faults } = await migrationState(db, sets);
  if (faults.length > 0) throw new StartError(faults.map(({ text }) => text).join('\n'));
  return pending;
}

function answer(names: readonly string[], { flags }: Given): string {
  const key = flags['dry-run'] === true ? 'pending' : 'applied';
  if (flags['json'] === true) return JSON.stringify({ [key]: names });
  return names.length === 0 ? 'The database is up to date.' : names.map((name) => `${key}: ${name}`).join('\n');
}
