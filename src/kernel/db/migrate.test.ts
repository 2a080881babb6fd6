import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { sql } from 'kysely';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { createLog } from '../log/log.ts';
import { testDatabase } from '../testing/database.ts';
import { describeSchema } from '../testing/schema.ts';
import { type MigrationSet, migrate, migrationState } from './migrate.ts';
import { openDatabase } from './open.ts';

const { db, url } = await testDatabase({ from: 'empty' });
const log = createLog({ level: 'silent', format: 'json' });
const kysely = import.meta.resolve('kysely');
const made: string[] = [];

afterAll(() => {
  for (const folder of made) rmSync(folder, { recursive: true });
});

beforeEach(async () => {
  await sql`drop schema if exists kernel cascade`.execute(db);
  await sql`drop table if exists a, b, c`.execute(db);
});

/** A set of migrations, each running the SQL given; a new folder each time, because Node loads a file only once. */
function setOf(statements: Readonly<Record<string, string>>, owner = 'kernel'): MigrationSet {
  const folder = mkdtempSync(join(tmpdir(), 'caretaker-migrations-'));
  made.push(folder);
  for (const [name, statement] of Object.entries(statements)) {
    const text = `import { sql } from ${JSON.stringify(kysely)};\nexport const up = (db) => sql.raw(${JSON.stringify(statement)}).execute(db);\n`;
    writeFileSync(join(folder, `${name}.ts`), text);
  }
  return { owner, folder: pathToFileURL(`${folder}/`) };
}

async function tables(): Promise<string[]> {
  const { rows } = await sql<{
    name: string;
  }>`select table_name as name from information_schema.tables where table_schema = 'public'`.execute(db);
  return rows.map(({ name }) => name).sort();
}

const first = { '0001_first': 'create table a (id int)' };
const second = { ...first, '0002_second': 'create table b (id int)' };

test('an empty database gets everything in order, and a second run nothing', async () => {
  const set = setOf(second);
  expect(await migrate(db, [set], log)).toEqual(['kernel/0001_first', 'kernel/0002_second']);
  expect(await migrate(db, [set], log)).toEqual([]);
  expect(await tables()).toEqual(['a', 'b']);
});

test('what is new is applied to an older database', async () => {
  await migrate(db, [setOf(first)], log);
  const set = setOf(second);
  expect(await migrationState(db, [set])).toEqual({ pending: ['kernel/0002_second'], faults: [] });
  expect(await migrate(db, [set], log)).toEqual(['kernel/0002_second']);
});

test('a database that is ahead is refused and left alone', async () => {
  await migrate(db, [setOf(second)], log);
  await expect(migrate(db, [setOf(first)], log)).rejects.toThrow(
    'The database is ahead of this console: kernel/0002_second was applied by a newer one.',
  );
  expect(await tables()).toEqual(['a', 'b']);
});

test('a shipped file that was changed is refused by its name', async () => {
  await migrate(db, [setOf(first)], log);
  const changed = setOf({ '0001_first': 'create table a (id bigint)', '0002_second': 'create table b (id int)' });
  await expect(migrate(db, [changed], log)).rejects.toThrow('The migration kernel/0001_first was changed after it had been applied.');
  expect(await tables()).toEqual(['a']);
});

test('a file that comes before an applied one is refused', async () => {
  await migrate(db, [setOf({ '0002_second': 'create table b (id int)' })], log);
  await expect(migrate(db, [setOf(second)], log)).rejects.toThrow('The migration kernel/0001_first comes too late');
});

test('a migration that fails leaves nothing of itself; what came before it stays', async () => {
  const broken = { ...first, '0002_broken': 'create table b (id int); select 1 / 0', '0003_never': 'create table c (id int)' };
  await expect(migrate(db, [setOf(broken)], log)).rejects.toThrow(
    'The migration kernel/0002_broken failed, and the database stays as it was before it: division by zero',
  );
  expect(await tables()).toEqual(['a']);
  expect((await migrationState(db, [setOf(broken)])).pending).toEqual(['kernel/0002_broken', 'kernel/0003_never']);
});

test('a module that is switched off keeps its rows', async () => {
  const kernel = setOf(first);
  await migrate(db, [kernel, setOf({ '0001_one': 'create table b (id int)' }, 'bans')], log);
  expect(await migrationState(db, [kernel])).toEqual({ pending: [], faults: [] });
});

test('of two consoles that migrate at once one does, and the other waits for it', async () => {
  const slow = setOf({ '0001_first': 'select pg_sleep(0.3); create table a (id int)' });
  const other = await openDatabase({ url, log });
  const applied = await Promise.all([migrate(db, [slow], log), migrate(other.db, [slow], log)]);
  await other.close();
  expect(applied.flat()).toEqual(['kernel/0001_first']);
});

test('the state of a database that was never migrated can be asked', async () => {
  expect(await migrationState(db, [setOf(first)])).toEqual({ pending: ['kernel/0001_first'], faults: [] });
});

test('names sort as people count, with German umlauts, and ids made later sort later', async () => {
  await migrate(db, [setOf({})], log);
  const { rows } = await sql<{ name: string }>`
    select name from unnest(array['srv10', 'Zebra', 'srv2', 'Äpfel', 'apfel']) as name order by name collate kernel.natural
  `.execute(db);
  expect(rows.map(({ name }) => name)).toEqual(['apfel', 'Äpfel', 'srv2', 'srv10', 'Zebra']);
  const ids = await sql<{ early: string; late: string }>`
    select kernel.uuidv7()::text as early, (select kernel.uuidv7()::text from pg_sleep(0.003)) as late
  `.execute(db);
  const { early = '', late = '' } = ids.rows[0] ?? {};
  expect(early).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab]/);
  expect(early < late).toBe(true);
});

test('the description of a schema shows a changed default, constraint or index', async () => {
  await migrate(db, [setOf({ '0001_a': 'create table kernel.things (id int)' })], log);
  const seen = [await describeSchema(db)];
  for (const change of ['alter id set default 7', 'add check (id > 0)', 'add unique (id)']) {
    await sql`alter table kernel.things ${sql.raw(change)}`.execute(db);
    const text = await describeSchema(db);
    expect(seen).not.toContain(text);
    seen.push(text);
  }
});
