import { cp, mkdtemp, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { sql } from 'kysely';
import { afterAll, expect, test } from 'vitest';
import { type MigrationSet, migrate } from '../../src/kernel/db/migrate.ts';
import { createLog } from '../../src/kernel/log/log.ts';
import { describeSchema } from '../../src/kernel/testing/schema.ts';
import { allMigrations } from '../all-migrations.ts';
import { backupOf, quietDatabase, restoreInto } from './kit.ts';

const log = createLog({ level: 'silent', format: 'json' });

/** How many files each set had in the first release. */
const FIRST_RELEASE: Readonly<Record<string, number>> = { kernel: 4, servers: 1 };

// Inside the project, so that the copies find what they import.
const folder = await mkdtemp(fileURLToPath(new URL('../../node_modules/.cache-migrations-', import.meta.url)));
afterAll(() => rm(folder, { recursive: true }));

async function firstRelease(): Promise<MigrationSet[]> {
  const sets: MigrationSet[] = [];
  for (const { owner, folder: all } of allMigrations) {
    const count = FIRST_RELEASE[owner];
    if (count === undefined) continue;
    const files = (await readdir(all)).filter((name) => name.endsWith('.ts')).sort();
    for (const file of files.slice(0, count)) await cp(new URL(file, all), join(folder, owner, file));
    sets.push({ owner, folder: pathToFileURL(`${join(folder, owner)}/`) });
  }
  return sets;
}

/** Some of what a console of that release would have held, with numbers that were given. */
const FURNISH = `
  insert into kernel.users (id, username, is_superadmin, created_at) values ('00000000-0000-7000-8000-000000000001', 'sam', true, '2026-01-01T00:00:00Z');
  insert into kernel.sites (id, name, time_zone, is_default, created_at) values ('00000000-0000-7000-8000-000000000002', 'Haus', 'Europe/Berlin', true, '2026-01-01T00:00:00Z');
  insert into kernel.assets (id, module, kind, name, site_id, created_at)
    select ('00000000-0000-7000-8000-1' || lpad(n::text, 11, '0'))::uuid, 'servers', 'server', 'srv' || n, '00000000-0000-7000-8000-000000000002', '2026-01-02T00:00:00Z'
    from generate_series(1, 50) n;
  insert into servers.servers (id, site_id, hostname, window_start, window_end, window_zone, window_weekdays)
    select id, site_id, name || '.example.org', '08:00', '17:00', 'Europe/Berlin', '12345' from kernel.assets;
  insert into kernel.events (at, name, module, payload) select '2026-11-01T00:00:00Z'::timestamptz + make_interval(hours => n), 'test.event', 'test', '{}' from generate_series(1, 300) n`;

test('a backup of the first release becomes what that release would have become by an upgrade', async () => {
  const [old, restored] = [await quietDatabase(), await quietDatabase()];
  const sets = await firstRelease();
  await old.look(async (db) => {
    await migrate(db, sets, log);
    await sql.raw(FURNISH).execute(db);
  });
  const backup = await backupOf(old.url);
  await old.look((db) => migrate(db, allMigrations, log));
  const summary = await restoreInto(restored.url, backup);
  expect(summary.migrated).toBeGreaterThan(3);
  const [
    { 'kernel.migrations': _then, 'kernel.audit': _told, 'kernel.secret_key': _keptByNoRelease, ...there },
    { 'kernel.migrations': _now, 'kernel.audit': _tells, 'kernel.held': held, 'kernel.secret_key': secretKey, ...here },
  ] = [await old.dump(), await restored.dump()];
  expect(held).toHaveLength(1);
  // The backup tells which key it was made with, and a restore writes it down.
  expect(secretKey).toHaveLength(1);
  expect({ ...here, 'kernel.held': [] }).toEqual(there);
  expect(here['kernel.events']).toHaveLength(300);
  expect(await restored.look(describeSchema)).toBe(await old.look(describeSchema));
  await restored.look(async (db) => {
    expect(await migrate(db, allMigrations, log)).toEqual([]);
    const { rows } = await sql<{
      id: number;
    }>`insert into kernel.events (at, name, module, payload) values (now(), 'new', 'test', '{}') returning id`.execute(db);
    expect(rows[0]?.id).toBe(301);
  });
});

test('parts of a table that is divided by time come back as they were', async () => {
  const [origin, target] = [await quietDatabase(), await quietDatabase()];
  await origin.look(async (db) => {
    await migrate(db, allMigrations, log);
    await sql`create table kernel.events_2026_03_01 partition of kernel.events for values from ('2026-03-01T00:00:00Z') to ('2026-03-02T00:00:00Z')`.execute(
      db,
    );
    await sql.raw(FURNISH).execute(db);
    await sql`insert into kernel.events (at, name, module, payload) values ('2026-03-01T12:00:00Z', 'of the day', 'test', '{}')`.execute(
      db,
    );
  });
  await restoreInto(target.url, await backupOf(origin.url));
  expect(await target.look(describeSchema)).toBe(await origin.look(describeSchema));
  await target.look(async (db) => {
    expect((await sql`select name from kernel.events_2026_03_01`.execute(db)).rows).toEqual([{ name: 'of the day' }]);
  });
});
