import { Readable } from 'node:stream';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { readArchive } from '../../src/kernel/backup/archive.ts';
import { addMyToken } from '../../src/kernel/contract/routes/auth.ts';
import type { Dump } from '../../src/kernel/testing/dump.ts';
import { describeSchema } from '../../src/kernel/testing/schema.ts';
import { drivenClock, house } from '../kit/house.ts';
import { must } from '../kit/must.ts';
import { createSubjects, defaultSiteId } from '../kit/subjects.ts';
import { archiveOf, backupOf, key, quiet, quietDatabase, restoreInto } from './kit.ts';

const clock = drivenClock();
const found = await house({ clock });
const sam = found.as('sam');
const fresh = createSubjects({ sam, clock, siteId: await defaultSiteId(sam), prefix: 'Zäh "quoted" 🚚' });

await fresh.story();
await fresh.linkedServer();
await fresh.serverInMaintenance();
await fresh.reportToken(await fresh.server());
await fresh.enrolmentToken();
// What COPY must escape.
await sql`update servers.servers set description = ${'tab\t line\n return\r back\\slash \\N \\. "quote"'}`.execute(found.db);
await must(sam, addMyToken, { name: 'mine', scopes: ['account:read'] });
const backup = await backupOf(found.url);
const origin = quiet(found.url);

/** What a restore changes on purpose. */
const CHANGED = [
  'kernel.sessions',
  'kernel.api_tokens',
  'kernel.secret_links',
  'kernel.audit',
  'kernel.held',
  // This house never kept the id of its key: a restore writes down the one that the backup tells.
  'kernel.secret_key',
  'kernel.restored_jobs',
  'kernel.leases',
  'servers.enrolment_tokens',
];

const unchanged = (all: Dump): Dump => Object.fromEntries(Object.entries(all).filter(([table]) => !CHANGED.includes(table)));

test('an empty database becomes equal to the one that was backed up, but for its tokens, and is held', async () => {
  const target = await quietDatabase();
  const summary = await restoreInto(target.url, backup);
  expect(summary).toMatchObject({ replacedAccounts: null, migrated: 0 });
  const [there, here] = [await origin.dump(), await target.dump()];
  expect(unchanged(here)).toEqual(unchanged(there));
  expect(there['servers.servers']).not.toEqual([]);
  expect(await target.look(describeSchema)).toBe(await origin.look(describeSchema));
  expect(here['kernel.held']).toHaveLength(1);
  expect([there['kernel.secret_key'], here['kernel.secret_key']]).toMatchObject([[], [expect.stringContaining('key_id')]]);
  await target.look(async (db) => {
    expect(await db.selectFrom('kernel.sessions').select('id').where('ended_at', 'is', null).execute()).toEqual([]);
    expect(await db.selectFrom('kernel.api_tokens').select('id').where('revoked_at', 'is', null).execute()).toEqual([]);
    expect(await db.selectFrom('servers.report_tokens').select('id').where('revoked_at', 'is', null).execute()).toHaveLength(1);
    const enrolment = await db.selectFrom('servers.enrolment_tokens').select('revoked_at').execute();
    expect(enrolment).toEqual([{ revoked_at: expect.any(Temporal.Instant) }]);
    const told = await db.selectFrom('kernel.audit').select('actor_name').where('action', '=', 'backup.restored').execute();
    expect(told).toEqual([{ actor_name: 'command line' }]);
  });
});

test('numbers go on after the highest one that was given', async () => {
  const target = await quietDatabase();
  await restoreInto(target.url, backup);
  await target.look(async (db) => {
    const added = await sql<{ number: number; highest: number }>`
      insert into kernel.teams (id, name, created_at) values (gen_random_uuid(), 'late', now())
      returning number, (select coalesce(max(number), 0) from kernel.teams) as highest`.execute(db);
    expect(added.rows[0]?.number).toBeGreaterThan(added.rows[0]?.highest ?? 0);
  });
});

test('a backup of what was restored restores to the same', async () => {
  const [first, second] = [await quietDatabase(), await quietDatabase()];
  await restoreInto(first.url, backup);
  await restoreInto(second.url, await backupOf(first.url));
  const { 'kernel.audit': audit = [], 'kernel.held': _held, ...here } = await second.dump();
  const { 'kernel.audit': before = [], 'kernel.held': _heldBefore, ...there } = await first.dump();
  expect(here).toEqual(there);
  expect(before.filter((row) => !audit.includes(row)).map((row) => JSON.parse(row).action)).toEqual(['backup.made']);
});

test('a console that is there stays, unless it may be replaced', async () => {
  const target = await quietDatabase();
  await restoreInto(target.url, backup);
  await target.look((db) => sql`update servers.servers set description = 'changed since'`.execute(db));
  const before = await target.dump();
  await expect(restoreInto(target.url, backup)).rejects.toThrow(
    /There is a console with \d accounts here already\..*Nothing was changed\.$/,
  );
  expect(await target.dump()).toEqual(before);
  expect(await restoreInto(target.url, backup, { mayReplace: true })).toMatchObject({ replacedAccounts: 6 });
  expect(unchanged(await target.dump())).toEqual(unchanged(await origin.dump()));
});

test('a console that nobody ever made an account in is as good as none', async () => {
  const target = await quietDatabase();
  await restoreInto(target.url, backup);
  await target.look((db) => sql`truncate kernel.users cascade`.execute(db));
  await restoreInto(target.url, backup);
  expect(unchanged(await target.dump())).toEqual(unchanged(await origin.dump()));
});

test('a database that somebody works on is left alone', async () => {
  const target = await quietDatabase();
  await target.look(async () => {
    await expect(restoreInto(target.url, backup, { mayReplace: true })).rejects.toThrow('A console still works on this database.');
  });
  await restoreInto(target.url, backup);
});

/** The files of the backup, changed. */
async function altered(change: (name: string, text: string) => string | null): Promise<Buffer> {
  return archiveOf(async (archive) => {
    for await (const { name, bytes } of readArchive(Readable.from([backup]), key)) {
      const text = change(name, Buffer.concat(await Array.fromAsync(bytes)).toString('utf8'));
      if (text !== null) await archive.add(name, text);
    }
  });
}

type Manifest = Record<string, unknown> & { migrations: { owner: string; name: string; hash: string }[] };

const withManifest = (edit: (manifest: Manifest) => Manifest) => () =>
  altered((name, text) => (name === 'manifest.json' ? JSON.stringify(edit(JSON.parse(text))) : text));

const migration = { owner: 'kernel', name: '9999_tomorrow', hash: '0'.repeat(64) };

test.each<[string, () => Promise<Uint8Array>, RegExp]>([
  ['nothing', async () => Buffer.alloc(0), /^This is not a backup of Caretaker\./],
  ['another archive', () => archiveOf((archive) => archive.add('readme.txt', 'hello')), /^This is not a backup of Caretaker\./],
  [
    'a newer format',
    withManifest((manifest) => ({ ...manifest, format: 2, version: '9.0.0' })),
    /made by Caretaker 9\.0\.0 in a newer format/,
  ],
  [
    'a newer console',
    withManifest((manifest) => ({ ...manifest, migrations: [...manifest.migrations, migration] })),
    /made by a newer console \(1\.2\.3, kernel\/9999_tomorrow\)/,
  ],
  [
    'an unknown module',
    withManifest((manifest) => ({ ...manifest, migrations: [...manifest.migrations, { ...migration, owner: 'gardens' }] })),
    /holds the module gardens, which this console does not have/,
  ],
  [
    'another migration of the same name',
    withManifest((manifest) => ({ ...manifest, migrations: manifest.migrations.map((one) => ({ ...one, hash: '0'.repeat(64) })) })),
    /The migration kernel\/0001_people_and_sites is another one/,
  ],
  ['a row too few', () => altered((name, text) => (name.startsWith('tables/kernel.users') ? text.replace(/^[^\n]*\n/, '') : text)), /./],
  [
    'a changed value',
    () => altered((name, text) => (name.startsWith('tables/kernel.sites') ? text.replace('Berlin', 'Vienna') : text)),
    /kernel\.sites does not hold/,
  ],
  ['no sums', () => altered((name, text) => (name === 'sums.json' ? null : text)), /The backup ends too early\./],
  ['more after its end', () => archiveWithTail(), /goes on after its end/],
  ['its end cut off', async () => backup.subarray(0, backup.length - 4_000), /damaged or was cut off/],
  ['a turned bit', async () => turned(backup, backup.length - 3_000), /damaged or was cut off/],
])('%s: a sentence, and the target stays as it was', async (_what, make, sentence) => {
  const [bytes, before] = [await make(), await occupied.dump()];
  const error: unknown = await restoreInto(occupied.url, bytes, { mayReplace: true }).then(
    () => 'restored',
    (thrown: unknown) => thrown,
  );
  expect(String(error)).toMatch(/^StartError: /);
  expect(error instanceof Error ? error.message : '').toMatch(sentence);
  expect(await occupied.dump()).toEqual(before);
});

const occupied = await quietDatabase();
await restoreInto(occupied.url, backup);

const archiveWithTail = () =>
  archiveOf(async (archive) => {
    for await (const { name, bytes } of readArchive(Readable.from([backup]), key)) {
      await archive.add(name, Buffer.concat(await Array.fromAsync(bytes)));
    }
    await archive.add('tables/kernel.users/999999', 'more');
  });

function turned(bytes: Buffer, at: number): Buffer {
  const copy = Buffer.from(bytes);
  copy[at] = (copy[at] ?? 0) ^ 1;
  return copy;
}
