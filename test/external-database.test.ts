import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { migrate, migrationState } from '../src/kernel/db/migrate.ts';
import { openDatabase } from '../src/kernel/db/open.ts';
import { createLog } from '../src/kernel/log/log.ts';
import { testDatabase } from '../src/kernel/testing/database.ts';
import { describeSchema } from '../src/kernel/testing/schema.ts';
import { allMigrations } from './all-migrations.ts';
import { testNeeding } from './needs.ts';

const { db: embedded } = await testDatabase();
const log = createLog({ level: 'silent', format: 'json' });
const NOBODY = { uid: 65_534, gid: 65_534 };
/** Its programs refuse root. */
const as = process.getuid?.() === 0 ? NOBODY : undefined;

/** PostgreSQL of the distribution, with its clients left alone: a cluster in a temporary folder, on a socket there. */
async function withDistributionPostgres(work: (url: string) => Promise<void>): Promise<void> {
  const version = readdirSync('/usr/lib/postgresql').sort().at(-1) ?? '';
  const bin = join('/usr/lib/postgresql', version, 'bin');
  const folder = mkdtempSync(join(tmpdir(), 'caretaker-external-'));
  chmodSync(folder, 0o711);
  const cluster = join(folder, 'c');
  mkdirSync(cluster, { mode: 0o700 });
  if (as !== undefined) chownSync(cluster, as.uid, as.gid);
  run(join(bin, 'initdb'), ['-D', cluster, '-U', 'caretaker', '-A', 'trust', '-E', 'UTF8', '--locale=C.UTF-8', '--no-sync']);
  const settings = `-c listen_addresses= -c fsync=off -k ${cluster}`;
  run(join(bin, 'pg_ctl'), ['-D', cluster, '-w', '-l', join(cluster, 'log'), '-o', settings, 'start']);
  try {
    await work(`postgres://caretaker@/postgres?host=${encodeURIComponent(cluster)}`);
  } finally {
    run(join(bin, 'pg_ctl'), ['-D', cluster, '-w', '-m', 'fast', 'stop']);
    rmSync(folder, { recursive: true });
  }
}

function run(program: string, args: readonly string[]): void {
  const { status, stderr, error } = spawnSync(program, args, { ...as, cwd: '/', stdio: ['ignore', 'ignore', 'pipe'], encoding: 'utf8' });
  if (status !== 0) throw new Error(`${program}: ${error?.message ?? stderr}`);
}

/** Before PostgreSQL 18 our own function makes the ids; all else must be equal. */
const withoutUuid = (text: string): string =>
  text.replaceAll(/CREATE OR REPLACE FUNCTION kernel\.uuidv7\(\)[^$]*\$function\$[^$]*\$function\$\n?/g, '');

testNeeding('postgresql', 'a PostgreSQL of the distribution gets the same schema as the embedded one', () =>
  withDistributionPostgres(async (url) => {
    const external = await openDatabase({ url, log, patience: Temporal.Duration.from({ seconds: 5 }) });
    try {
      await migrate(external.db, allMigrations, log);
      expect(await migrationState(external.db, allMigrations)).toEqual({ pending: [], faults: [] });
      expect(withoutUuid(await describeSchema(external.db))).toBe(withoutUuid(await describeSchema(embedded)));
    } finally {
      await external.close();
    }
  }),
);
