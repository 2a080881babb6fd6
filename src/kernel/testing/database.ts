import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { afterAll, inject } from 'vitest';
import type { Db } from '../db/database.ts';
import { openDatabase } from '../db/open.ts';
import { createLog } from '../log/log.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The run's PostgreSQL (test/global.ts), as a role that owns the template and may make databases. */
    pgUrl: string;
  }
}

/** Name of the migrated database that test files clone. */
export const TEMPLATE = 'caretaker_template';

export interface TestDatabase {
  readonly db: Db;
  /** For what brings its own connection: pg-boss, LISTEN, a console of its own. */
  readonly url: string;
}

export interface TestDatabaseOptions {
  /** `empty`: no schema at all, for tests of the migrator. */
  readonly from?: 'template' | 'empty';
}

/**
 * A database of its own for this test file, with every migration applied; it is dropped after the file's last test.
 * Called at the top of a file: `const { db } = await testDatabase();`
 */
export async function testDatabase({ from = 'template' }: TestDatabaseOptions = {}): Promise<TestDatabase> {
  const name = `test_${randomBytes(6).toString('hex')}`;
  const server = inject('pgUrl');
  // With fsync off copying files beats writing every page to the log by half.
  await run(server, `create database ${name} template ${from === 'template' ? TEMPLATE : 'template0'} strategy file_copy`);
  const url = server.replace('/caretaker?', `/${name}?`);
  const { db, close } = await openDatabase({ url, log: createLog({ level: 'silent', format: 'json' }), connections: 5 });
  afterAll(async () => {
    await close();
    await run(server, `drop database ${name} with (force)`);
  });
  return { db, url };
}

async function run(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
