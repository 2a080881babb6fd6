import { readFileSync } from 'node:fs';
import { cp, mkdtemp, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { type MigrationSet, migrate } from '../src/kernel/db/migrate.ts';
import { readMigrations } from '../src/kernel/db/migration-files.ts';
import { createLog } from '../src/kernel/log/log.ts';
import { testDatabase } from '../src/kernel/testing/database.ts';
import { describeSchema } from '../src/kernel/testing/schema.ts';
import { allMigrations } from './all-migrations.ts';

const log = createLog({ level: 'silent', format: 'json' });
const fresh = await testDatabase();
const upgraded = await testDatabase({ from: 'empty' });

// Inside the project, so that the copies find what they import.
const older = await mkdtemp(fileURLToPath(new URL('../node_modules/.cache-migrations-', import.meta.url)));
afterAll(() => rm(older, { recursive: true }));

/** The sets as they were when only the first `count` of all their files existed. */
async function firstOf(count: number): Promise<MigrationSet[]> {
  let left = count;
  const sets: MigrationSet[] = [];
  for (const { owner, folder } of allMigrations) {
    const target = join(older, `${count}`, owner);
    const files = (await readdir(folder)).filter((name) => name.endsWith('.ts')).sort();
    for (const file of files.slice(0, left)) await cp(new URL(file, folder), join(target, file));
    if (left > 0) sets.push({ owner, folder: pathToFileURL(`${target}/`) });
    left = Math.max(0, left - files.length);
  }
  return sets;
}

test('an installation that met every file in a start of its own has the schema of a fresh one', async () => {
  const all = await readMigrations(allMigrations);
  for (let count = 1; count < all.length; count += 1) {
    expect(await migrate(upgraded.db, await firstOf(count), log)).toHaveLength(1);
  }
  await migrate(upgraded.db, allMigrations, log);
  expect(await describeSchema(upgraded.db)).toBe(await describeSchema(fresh.db));
});

test.each(allMigrations.map((set) => [set.owner, set] as const))('%s: shipped files are as they were shipped', async (_owner, set) => {
  const shipped: unknown = JSON.parse(readFileSync(new URL('shipped.json', set.folder), 'utf8'));
  const files = await readMigrations([set]);
  // A new file is added by `node bin/run.mjs node bin/ship-migrations.mjs`; a changed one is a mistake.
  expect(Object.fromEntries(files.map(({ name, hash }) => [`${name}.ts`, hash]))).toEqual(shipped);
});
