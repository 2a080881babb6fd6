import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, expect, inject, test } from 'vitest';
import { createLog } from '../log/log.ts';
import { isFolderInUse } from './lock.ts';
import { provideDatabase, provideDatabaseForCommand } from './provide.ts';

const log = createLog({ level: 'silent', format: 'json' });
const root = mkdtempSync(join(tmpdir(), 'caretaker-provide-'));
chmodSync(root, 0o755);
afterAll(() => rmSync(root, { recursive: true, force: true }));

test('a command works beside a running console, and leaves its database running', async () => {
  const source = { dataDir: join(root, 'beside'), databaseUrl: null, log };
  const console = await provideDatabase(source);
  await expect(provideDatabase(source)).rejects.toThrow('is in use by process');
  const command = await provideDatabaseForCommand(source);
  expect(command.embedded).toBeNull();
  await sql`create table made_by_command (id int)`.execute(command.db);
  await command.close();
  await sql`select * from made_by_command`.execute(console.db);
  await console.close();
  expect(isFolderInUse(source.dataDir)).toBe(false);
});

test('a command without a console starts the database for itself and stops it', async () => {
  const source = { dataDir: join(root, 'alone'), databaseUrl: null, log };
  const command = await provideDatabaseForCommand(source);
  const pid = command.embedded?.pid();
  expect(pid).toBeGreaterThan(0);
  await command.close();
  expect(command.embedded?.pid()).toBeNull();
  expect(isFolderInUse(source.dataDir)).toBe(false);
});

test('a console with a database elsewhere holds its data folder all the same', async () => {
  const source = { dataDir: join(root, 'external'), databaseUrl: inject('pgUrl'), log };
  const console = await provideDatabase(source);
  expect(console.embedded).toBeNull();
  expect(isFolderInUse(source.dataDir)).toBe(true);
  await console.close();
});

test('a database that refuses leaves the folder free', async () => {
  const source = { dataDir: join(root, 'refused'), databaseUrl: inject('pgUrl').replace(/:[^:@]+@/, ':wrong@'), log };
  await expect(provideDatabase(source)).rejects.toThrow('The database does not let the console in: password authentication failed');
  expect(isFolderInUse(source.dataDir)).toBe(false);
});
