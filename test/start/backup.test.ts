import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'kysely';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import type { Db } from '../../src/kernel/db/database.ts';
import { provideDatabaseForCommand } from '../../src/kernel/db/provide.ts';
import { createLog } from '../../src/kernel/log/log.ts';
import { type Dump, dump } from '../../src/kernel/testing/dump.ts';
import { reportText } from '../../src/modules/servers/testing/report-text.ts';
import { withDistributionPostgres } from '../distribution-postgres.ts';
import { testNeeding } from '../needs.ts';
import { everyItem } from './connection.ts';
import {
  caretaker,
  launch,
  type RunningProcess,
  type StartOptions,
  startedConsole,
  temporaryFolder,
  untilDatabaseIsGone,
} from './console-process.ts';
import { type Copying, copyingIn, fedRestore } from './fed-restore.ts';
import { furnishedFolders } from './house.ts';

const SECRETS = { CARETAKER_BACKUP_PASSPHRASE: 'korrekte Pferde Batterie' };
/** On two cores that others use, too. */
const LONG = 300_000;

let furnished: () => string;
beforeAll(async () => {
  furnished = await furnishedFolders();
});

const on = (dataDir: string, env: Readonly<Record<string, string>> = {}): StartOptions => ({ dataDir, env: { ...SECRETS, ...env } });

/** Looks into a console's database while none runs, or beside one. */
async function look<T>({ dataDir, env = {} }: StartOptions, work: (db: Db) => Promise<T>): Promise<T> {
  const log = createLog({ level: 'silent', format: 'json' });
  const database = await provideDatabaseForCommand({ dataDir, databaseUrl: env['CARETAKER_DATABASE_URL'] ?? null, log });
  try {
    return await work(database.db);
  } finally {
    await database.close();
  }
}

/** What a restore changes on purpose: tokens, leadership, the mark that it is held, and what tells of it. */
const CHANGED = [
  'kernel.sessions',
  'kernel.api_tokens',
  'kernel.secret_links',
  'kernel.audit',
  'kernel.held',
  'kernel.restored_jobs',
  'kernel.leases',
];

const unchanged = (all: Dump): Dump => Object.fromEntries(Object.entries(all).filter(([table]) => !CHANGED.includes(table)));

/** Adds servers, each with a report, until it is told to stop; answers the names that were acknowledged, with the instant. */
function writeLoad(
  console: RunningProcess,
  bearer: string,
): { stop(): Promise<readonly string[]>; readonly acknowledged: readonly string[] } {
  const acknowledged: string[] = [];
  let isOver = false;
  const write = async (lane: number): Promise<void> => {
    for (let count = 0; !isOver; count += 1) {
      const name = `load-${lane}-${count}`;
      const added = await console.ask('POST', '/api/servers', { bearer, body: { name, hostname: name, description: 'Straße\t"x"\\' } });
      expect(added.status, added.text).toBe(201);
      const { body } = await console.ask('POST', `/api/servers/${String(added.body['id'])}/report-token`, { bearer, body: {} });
      const report = reportText({ now: Temporal.Now.instant(), machine: crypto.randomUUID().replaceAll('-', '').repeat(2) });
      await console.ask('POST', '/api/servers/report', { bearer: String(body['token']), body: report });
      acknowledged.push(name);
    }
  };
  const lanes = Promise.all([0, 1, 2, 3].map(write));
  return {
    acknowledged,
    stop: async () => {
      isOver = true;
      await lanes;
      return acknowledged;
    },
  };
}

/** A server stands in two tables, has an owner, and its making one row in the audit: of a snapshot all or none. */
async function tornServers(db: Db): Promise<number> {
  const { rows } = await sql<{ torn: number }>`
    select count(*) as torn from kernel.assets a full join servers.servers s using (id)
    where a.id is null or s.id is null
      or not exists (select from kernel.responsibilities r where r.asset_id = a.id)
      or not exists (select from kernel.audit u where u.subject_id = a.id::text and u.action = 'servers.added')`.execute(db);
  return rows[0]?.torn ?? -1;
}

const addWaitingJob = (db: Db) =>
  sql`insert into jobs.job (name, data, start_after, singleton_key)
    values ('streams.retain', '{"carried": "yes"}', now() + interval '1 day', 'carried')`.execute(db);

const carriedJobs = async (db: Db): Promise<unknown> =>
  (await sql`select data, state::text, singleton_key from jobs.job where singleton_key = 'carried'`.execute(db)).rows;

testNeeding(
  'postgresql',
  'a backup under writes restores on the other kind of database and back, whole, held, and sound to the doctor',
  () =>
    withDistributionPostgres(async ({ url }) => {
      const folder = temporaryFolder();
      const [underLoad, quiet, back] = ['load', 'quiet', 'back'].map((name) => join(folder, `${name}.backup`)) as [string, string, string];
      const embedded = on(furnished());
      const external = on(join(folder, 'external'), { CARETAKER_DATABASE_URL: url });
      const again = on(join(folder, 'again'));

      const console = await startedConsole(embedded);
      const bearer = await console.signIn();
      const load = writeLoad(console, bearer);
      await expect.poll(() => load.acknowledged.length, { timeout: 20_000 }).toBeGreaterThan(8);
      const before = [...load.acknowledged];
      const made = await caretaker(['backup', underLoad, '--json'], embedded);
      expect(made).toMatchObject({ code: 0, stderr: '' });
      const after = await load.stop();
      expect(after.length).toBeGreaterThan(before.length);
      expect(statSync(underLoad).mode & 0o777).toBe(0o600);
      expect(readFileSync(underLoad).includes('load-0-0')).toBe(false);
      await console.end('SIGTERM');

      // Under load: what was acknowledged before is in it, and nothing half.
      expect(await caretaker(['restore', underLoad], external)).toMatchObject({
        code: 0,
        stdout: expect.stringContaining('There is no secret key here yet.'),
      });
      await look(external, async (db) => {
        expect(await tornServers(db)).toBe(0);
        const names = (await db.selectFrom('kernel.assets').select('name').execute()).map(({ name }) => name);
        expect(before.filter((name) => !names.includes(name))).toEqual([]);
      });

      // Quiet: equal, row by row; and equal again on the way back.
      await look(embedded, addWaitingJob);
      expect((await caretaker(['backup', quiet], embedded)).code).toBe(0);
      const there = await look(embedded, dump);
      expect(await caretaker(['restore', quiet], external)).toMatchObject({
        code: 1,
        stderr: expect.stringContaining('There is a console with 1 accounts here already.'),
      });
      expect((await caretaker(['restore', quiet, '--replace'], external)).code).toBe(0);
      const here = await look(external, dump);
      expect(unchanged(here)).toEqual(unchanged(there));
      expect((await caretaker(['backup', back], external)).code).toBe(0);
      expect((await caretaker(['restore', back], again)).code).toBe(0);
      expect(unchanged(await look(again, dump))).toEqual(unchanged(there));

      // It serves: people sign in anew, it is held until somebody releases it, jobs wait in their queues, and the doctor is content.
      for (const { dataDir } of [external, again]) copyFileSync(join(embedded.dataDir, 'secret.key'), join(dataDir, 'secret.key'));
      const restored = await startedConsole(external);
      expect((await restored.ask('GET', '/api/servers', { bearer })).status).toBe(401);
      const anew = await restored.signIn();
      expect((await everyItem(restored, '/api/servers', anew)).map(({ name }) => name)).toEqual(expect.arrayContaining([...after]));
      expect((await restored.ask('GET', '/api/held', { bearer: anew })).body).toMatchObject({ held: { since: expect.any(String) } });
      expect((await restored.ask('GET', '/readiness')).body).toMatchObject({ status: 'degraded', checks: { held: { status: 'failing' } } });
      expect(await look(external, carriedJobs)).toEqual([{ data: { carried: 'yes' }, state: 'created', singleton_key: 'carried' }]);
      const examined = await caretaker(['doctor', '--json'], external);
      // The database of this test does not wait for its disk, and the doctor is right to say so.
      expect(faultsIn(examined.stdout)).toEqual([expect.stringContaining('fsync is off')]);
      expect(examined.stdout).toContain('The secret key opens all');
      const other = await caretaker(['doctor', '--json'], again);
      expect([other.code, faultsIn(other.stdout)]).toEqual([0, []]);
      expect((await restored.ask('POST', '/api/held/release', { bearer: anew, body: {} })).status).toBe(204);
      expect((await restored.ask('GET', '/readiness')).body).toMatchObject({ checks: { held: { status: 'ok' } } });
    }),
  LONG,
);

const faultsIn = (stdout: string): readonly string[] =>
  (JSON.parse(stdout) as { remarks: { state: string; sentence: string }[] }).remarks
    .filter(({ state }) => state === 'fault')
    .map(({ sentence }) => sentence);

/** So many rows that a restore takes seconds, and none of them small. */
const fatten = (db: Db, rows: number) =>
  sql`insert into kernel.audit (id, at, actor_kind, actor_name, action, subject_kind, subject_id, subject_name, after)
    select gen_random_uuid(), now(), 'system', 'test', 'test.fat', 'server', n::text, 'fat',
      jsonb_build_object('a', (select string_agg(md5(n::text || i), '') from generate_series(1, 14) i))
    from generate_series(1, ${rows}::int) n`.execute(db);

/** How many rows the fat tables get, each of about half a kilobyte: the larger part of a backup is the first of them. */
const FAT = { audit: 40_000, events: 20_000 };

const fattenBoth = async (db: Db): Promise<void> => {
  await fatten(db, FAT.audit);
  await sql`insert into kernel.events (at, name, module, payload)
    select now(), 'test.fat', 'test', jsonb_build_object('a', (select string_agg(md5(n::text || i), '') from generate_series(1, 14) i))
    from generate_series(1, ${FAT.events}::int) n`.execute(db);
};

test(
  'kill -9 in a restore leaves what was there; in a backup no file of its name; both then work',
  async () => {
    const folder = temporaryFolder();
    const file = join(folder, 'fat.backup');
    const source = on(furnished());
    await look(source, fattenBoth);

    const cut = launch(['backup', file], source);
    await expect.poll(() => partialBytes(folder), { timeout: 20_000, interval: 5 }).toBeGreaterThan(65_536);
    expect(await cut.end('SIGKILL')).toMatchObject({ code: null });
    await untilDatabaseIsGone(source.dataDir);
    expect(existsSync(file)).toBe(false);
    expect((await caretaker(['backup', file], source)).code).toBe(0);

    const target = on(furnished());
    await look(target, (db) => sql`update kernel.sites set notes = 'before'`.execute(db));
    const before = await look(target, dump);
    const after = unchanged(await look(source, dump));
    const found = async (): Promise<Dump> => {
      await untilDatabaseIsGone(target.dataDir);
      return look(target, dump);
    };

    // A restore that lacks the rest of its backup cannot end: each of these is met where it is seen.
    for (const { given, table, rows } of [
      { given: 0.05, table: 'kernel.audit', rows: { over: 0, under: FAT.audit / 4 } },
      { given: 0.4, table: 'kernel.audit', rows: { over: FAT.audit / 4, under: FAT.audit } },
      { given: 0.9, table: 'kernel.events', rows: { over: FAT.events / 4, under: FAT.events } },
    ]) {
      const restoring = fedRestore(file, target);
      restoring.giveUpTo(given);
      await expect
        .poll(restoring.copying, PATIENTLY)
        .toSatisfy((seen: Copying | null) => seen?.table === table && seen.rows > rows.over && seen.rows < rows.under);
      expect(await restoring.end('SIGKILL')).toMatchObject({ code: null });
      expect(await found()).toEqual(before);
    }

    // All of it is on its way: whether the end came before the signal or after, nothing lies between.
    const decided = fedRestore(file, target);
    decided.giveUpTo(0.9);
    await expect.poll(decided.copying, PATIENTLY).toMatchObject({ table: 'kernel.events' });
    decided.giveUpTo(1);
    expect(await decided.end('SIGKILL')).toMatchObject({ code: null });
    const either = await found();
    if (either['kernel.held']?.length === 0) expect(either).toEqual(before);
    else expect(unchanged(either)).toEqual(after);

    // What others see already is kept, though the command has not said so.
    const done = fedRestore(file, target);
    done.giveUpTo(0.9);
    await expect.poll(done.copying, PATIENTLY).toMatchObject({ table: 'kernel.events' });
    done.giveUpTo(1);
    await done.committed();
    expect(await done.end('SIGKILL')).toMatchObject({ code: null, stdout: '' });
    expect(unchanged(await found())).toEqual(after);

    expect((await caretaker(['restore', file, '--replace'], target)).code).toBe(0);
    expect(unchanged(await look(target, dump))).toEqual(after);
  },
  LONG,
);

/** A look at what another process does, at once and often. */
const PATIENTLY = { timeout: 60_000, interval: 5 };

/** Of the file that a backup writes before it has its name. */
const partialBytes = (folder: string): number => Math.max(0, ...partials(folder).map((name) => statSync(join(folder, name)).size));

const partials = (folder: string): string[] => readdirSync(folder).filter((name) => name.endsWith('.partial'));

const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

test(
  'SIGTERM in a backup leaves nothing behind, in a restore nothing changed',
  async () => {
    const folder = temporaryFolder();
    const file = join(folder, 'ended.backup');
    const source = on(furnished());
    await look(source, (db) => fatten(db, 40_000));
    const stopped = launch(['backup', file], source);
    await expect.poll(() => partials(folder), { timeout: 20_000, interval: 5 }).toHaveLength(1);
    expect(await stopped.end('SIGTERM')).toMatchObject({ code: 1, stderr: 'The backup was stopped; nothing of it is kept.\n' });
    expect(readdirSync(folder)).toEqual([]);

    expect((await caretaker(['backup', file], source)).code).toBe(0);
    const target = on(furnished());
    const before = await look(target, dump);
    const restoring = launch(['restore', file, '--replace'], target);
    await expect.poll(() => copyingIn(target.dataDir), PATIENTLY).toMatchObject({ table: 'kernel.audit' });
    expect(await restoring.end('SIGTERM')).toMatchObject({ code: 1, stderr: 'The restore was stopped. Nothing was changed.\n' });
    await untilDatabaseIsGone(target.dataDir);
    expect(await look(target, dump)).toEqual(before);
  },
  LONG,
);

test('the file is refused in sentences: it is there, its folder is not, the passphrase is short or nowhere', async () => {
  const folder = temporaryFolder();
  const file = join(folder, 'a.backup');
  const source = { dataDir: furnished() };
  const run = async (args: readonly string[], env: Readonly<Record<string, string>> = SECRETS) => {
    const { code, stdout, stderr } = await caretaker(args, { ...source, env });
    return [code, stdout.split('\n')[0] ?? '', stderr];
  };
  expect(await run(['backup', file], {})).toEqual([1, '', expect.stringMatching(/^Nobody is there to ask for the passphrase/)]);
  expect(await run(['backup', file, '--recipient', 'age1wrong'], {})).toEqual([
    1,
    '',
    'age1wrong is not a recipient key of age (age1…).\n',
  ]);
  expect(await run(['backup', join(folder, 'none', 'a.backup')])).toEqual([
    1,
    '',
    'a.backup cannot be used: there is no such file or folder.\n',
  ]);
  expect(await run(['backup', file])).toEqual([
    0,
    expect.stringMatching(/^Backed up \d+ tables with \d+ rows, \d+ waiting jobs and 0 files/),
    '',
  ]);
  expect(await run(['backup', file])).toEqual([1, '', `${file} is there already. Name another file, or replace it with --force.\n`]);
  expect(await run(['backup', file, '--force'])).toEqual([0, expect.any(String), '']);
  expect(await run(['restore', join(folder, 'b.backup')])).toEqual([1, '', 'b.backup cannot be used: there is no such file or folder.\n']);
  const wrong = { CARETAKER_BACKUP_PASSPHRASE: 'another one altogether' };
  expect(await run(['restore', file, '--replace'], wrong)).toEqual([
    1,
    '',
    expect.stringMatching(/^The passphrase does not open this backup/),
  ]);
  expect(await run(['backup'])).toEqual([2, '', expect.stringMatching(/^Name one file\.\nUsage: caretaker backup FILE/)]);
  expect(readdirSync(folder)).toEqual(['a.backup']);
});

test('a restore beside a running console is refused, a backup through a pipe is not', async () => {
  const source = on(furnished());
  const folder = temporaryFolder();
  const file = join(folder, 'piped.backup');
  const console = await startedConsole(source);
  onTestFinished(async () => void (await console.end('SIGTERM')));
  const main = new URL('../../src/main.ts', import.meta.url).pathname;
  const piped = spawnSync('sh', ['-c', '"$0" "$1" backup - > "$2"', process.execPath, main, file], {
    cwd: '/',
    env: { ...process.env, ...SECRETS, CARETAKER_DATA_DIR: source.dataDir },
    encoding: 'utf8',
  });
  expect(piped).toMatchObject({ status: 0, stderr: expect.stringContaining('into standard output') });
  expect(await caretaker(['restore', file, '--replace'], source)).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/is in use by process \d+\. Stop that console first/),
  });
  await console.end('SIGTERM');
  expect((await caretaker(['restore', file, '--replace'], source)).code).toBe(0);
});

/** The most memory that a command ever had, in MiB. */
async function peakOf(args: readonly string[], options: StartOptions): Promise<number> {
  const running = launch(args, options);
  let peak = 0;
  while (!running.hasEnded()) {
    peak = Math.max(peak, residentPeak(running.pid));
    await pause(20);
  }
  expect(await running.ended).toMatchObject({ code: 0 });
  return peak;
}

/** VmHWM of a Linux process that may have just ended. */
function residentPeak(pid: number): number {
  try {
    return Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1_024;
  } catch {
    return 0; // Gone.
  }
}

test.runIf(process.platform === 'linux')(
  'memory does not grow with the tables: 150,000 rows of half a kilobyte take what an empty console takes',
  async () => {
    const folder = temporaryFolder();
    const [small, large] = [on(furnished()), on(furnished())];
    await look(large, (db) => fatten(db, 150_000));
    const [smallFile, largeFile] = [join(folder, 'small.backup'), join(folder, 'large.backup')];
    const made = [await peakOf(['backup', smallFile], small), await peakOf(['backup', largeFile], large)] as const;
    expect(statSync(largeFile).size).toBeGreaterThan(20 * 1_048_576);
    const restored = [
      await peakOf(['restore', smallFile], on(join(folder, 'small'))),
      await peakOf(['restore', largeFile], on(join(folder, 'large'))),
    ] as const;
    for (const [less, more] of [made, restored]) expect({ less, more, isBounded: more < less + 80 }).toMatchObject({ isBounded: true });
  },
  240_000,
);
