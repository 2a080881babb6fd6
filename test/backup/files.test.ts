import { createHash } from 'node:crypto';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { systemActor } from '../../src/kernel/auth/actor.ts';
import { migrate } from '../../src/kernel/db/migrate.ts';
import { createTransact } from '../../src/kernel/db/transact.ts';
import { createSubscriptions } from '../../src/kernel/events/subscriptions.ts';
import { blobNameOf, pathOf } from '../../src/kernel/files/blob-name.ts';
import { createFiles } from '../../src/kernel/files/create-files.ts';
import type { StoredFile } from '../../src/kernel/files/files.ts';
import { createHeld } from '../../src/kernel/held/held.ts';
import { createJobs } from '../../src/kernel/jobs/jobs.ts';
import { createLog } from '../../src/kernel/log/log.ts';
import { createMetrics } from '../../src/kernel/metrics/create-metrics.ts';
import { systemClock } from '../../src/shared/time.ts';
import { allMigrations } from '../all-migrations.ts';
import { backupOf, fileFolder, filesIn, type QuietDatabase, quietDatabase, restoreInto } from './kit.ts';

const log = createLog({ level: 'silent', format: 'json' });
const by = systemActor('test');

/** A console's file room on a database and a data folder. */
const withFiles = <T>(
  database: QuietDatabase,
  dataDir: string,
  work: (room: ReturnType<typeof createFiles>, transact: ReturnType<typeof createTransact>) => Promise<T>,
) =>
  database.look(async (db) => {
    const metrics = createMetrics();
    const { boss } = createJobs({ url: database.url, db, log, metrics });
    const transact = createTransact({ db, boss, clock: systemClock, subscriptions: createSubscriptions() });
    const room = createFiles({ config: { dataDir, s3: null }, db, transact, log, metrics, held: createHeld({ db }) });
    return work(room, transact);
  });

const LARGE = 'Straße '.repeat(300_000);

/** A database with three files that rows refer to, one of them empty, and one that nobody refers to. */
async function furnished() {
  const database = await quietDatabase();
  const dataDir = fileFolder();
  await database.look((db) => migrate(db, allMigrations, log));
  const stored = await withFiles(database, dataDir, async (room, transact) => {
    const put = async (content: string): Promise<StoredFile> => {
      const done = await room.put(Readable.from([Buffer.from(content)]));
      return done.ok ? done.value : expect.fail(done.code);
    };
    const files = { small: await put('hello'), large: await put(LARGE), empty: await put('') };
    await put('of nobody');
    await transact(by, async (work) => {
      for (const [name, { id }] of Object.entries(files)) {
        const owner = { module: 'test', kind: 'thing', id: '00000000-0000-7000-8000-000000000001' };
        await room.refer(work, { file: id, owner, name, mediaType: 'text/plain' });
      }
    });
    return files;
  });
  return { database, dataDir, stored };
}

const filesBelow = (dataDir: string): string[] =>
  readdirSync(join(dataDir, 'files'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => name);

const hashOf = (content: string): string => createHash('sha256').update(content).digest('hex');

test('files come back byte by byte; what nobody refers to does not travel', async () => {
  const { database, dataDir, stored } = await furnished();
  const [target, folder] = [await quietDatabase(), fileFolder()];
  const summary = await restoreInto(target.url, await backupOf(database.url, filesIn(dataDir)), { files: filesIn(folder) });
  expect(summary.files).toEqual({ count: 3, bytes: 5 + Buffer.byteLength(LARGE), missing: [], damaged: [] });
  expect(
    filesBelow(folder)
      .map((name) => name.slice(0, 64))
      .toSorted(),
  ).toEqual([hashOf('hello'), hashOf(LARGE)].toSorted());
  await withFiles(target, folder, async (room) => {
    for (const [file, content] of [
      [stored.small, 'hello'],
      [stored.large, LARGE],
      [stored.empty, ''],
    ] as const) {
      expect(await text((await room.open(file, { isVerified: true })) ?? expect.fail('it is gone'))).toBe(content);
    }
  });
});

test('a file that the store has lost or that has changed is named, and the rest is backed up', async () => {
  const { database, dataDir, stored } = await furnished();
  const pathTo = (file: StoredFile) => join(dataDir, 'files', pathOf(blobNameOf(file)));
  writeFileSync(pathTo(stored.small), 'hallo');
  writeFileSync(pathTo(stored.large), 'short');
  const backup = await backupOf(database.url, filesIn(dataDir));
  const [target, folder] = [await quietDatabase(), fileFolder()];
  const summary = await restoreInto(target.url, backup, { files: filesIn(folder) });
  expect(summary.files).toMatchObject({ count: 2, missing: [blobNameOf(stored.large)], damaged: [blobNameOf(stored.small)] });
  expect(filesBelow(folder)).toEqual([]);
});

test('a restore that fails after its files takes them away again, but for those that were there', async () => {
  const { database, dataDir, stored } = await furnished();
  const backup = await backupOf(database.url, filesIn(dataDir));
  const [target, folder] = [await quietDatabase(), fileFolder()];
  const files = filesIn(folder);
  await files.put(blobNameOf(stored.small), Readable.from([Buffer.from('hello')]));
  await expect(restoreInto(target.url, backup.subarray(0, backup.length - 16), { files })).rejects.toThrow('damaged or was cut off');
  expect(filesBelow(folder)).toEqual([blobNameOf(stored.small)]);
  expect(await target.dump()).toEqual({});
  await restoreInto(target.url, backup, { files });
  expect(filesBelow(folder)).toHaveLength(2);
});

test('what goes wrong after the restore has committed costs no file', async () => {
  const { database, dataDir } = await furnished();
  const [target, folder] = [await quietDatabase(), fileFolder()];
  // A table of somebody else in the same database that cannot be analysed.
  await target.look(async (db) => {
    await sql`create function public.shape(n int) returns int language plpgsql immutable as 'begin return n; end'`.execute(db);
    await sql`create table public.others as select 1 as n`.execute(db);
    await sql`create index on public.others (public.shape(n))`.execute(db);
    await sql`create or replace function public.shape(n int) returns int language plpgsql immutable as 'begin raise ''broken''; end'`.execute(
      db,
    );
  });
  await restoreInto(target.url, await backupOf(database.url, filesIn(dataDir)), { files: filesIn(folder) });
  expect(filesBelow(folder)).toHaveLength(2);
  expect(await target.dump()).toHaveProperty(['kernel.files']);
});
