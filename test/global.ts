import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { startEmbedded } from '../src/kernel/db/embedded.ts';
import { migrate } from '../src/kernel/db/migrate.ts';
import { openDatabase } from '../src/kernel/db/open.ts';
import { createLog } from '../src/kernel/log/log.ts';
import { TEMPLATE } from '../src/kernel/testing/database.ts';
import { allMigrations } from './all-migrations.ts';

/** One PostgreSQL for the whole run, with a migrated template that each test file clones. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = mkdtempSync(join(tmpdir(), 'caretaker-test-'));
  chmodSync(folder, 0o711);
  const log = createLog({ level: 'error', format: 'pretty' });
  const embedded = await startEmbedded({ dataDir: folder, log, fsync: false });
  const stop = async () => {
    await embedded.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await makeTemplate(embedded.superuserUrl, embedded.url, log);
  } catch (error) {
    await stop();
    throw error;
  }
  project.provide('pgUrl', embedded.url);
  return stop;
}

/** Tests clone as the console's own role, which must therefore be allowed to make databases; it stays no superuser. */
async function makeTemplate(superuserUrl: string, url: string, log: ReturnType<typeof createLog>): Promise<void> {
  const superuser = new pg.Client({ connectionString: superuserUrl });
  await superuser.connect();
  await superuser.query('alter role caretaker createdb');
  // Its workers belong to the superuser: one that happens to look at a test's database keeps our role from dropping it.
  await superuser.query('alter system set autovacuum = off');
  await superuser.query('select pg_reload_conf()');
  await superuser.query(`create database ${TEMPLATE} owner caretaker`);
  const template = await openDatabase({ url: url.replace('/caretaker?', `/${TEMPLATE}?`), log });
  await migrate(template.db, allMigrations, log);
  await template.close();
  await superuser.query(`alter database ${TEMPLATE} is_template true`);
  await superuser.query(`alter database ${TEMPLATE} allow_connections false`);
  await superuser.end();
}
