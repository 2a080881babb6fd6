import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { HostError } from './access.ts';
import { createLocalTransport } from './local.ts';
import { createAskPython } from './python.ts';
import { type BanCursor, readBans, readNamedBans } from './read-bans.ts';

const folder = mkdtempSync(join(tmpdir(), 'caretaker-read-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const askPython = createAskPython(createLocalTransport('/nowhere'));
const all = { since: null, after: null, limit: 100 };

/** A database by Python's own sqlite3: `script` is run with `db` connected to a new file. */
function database(name: string, script: string): string {
  const file = join(folder, name);
  execFileSync('python3', ['-c', `import sqlite3, sys, json\ndb = sqlite3.connect(sys.argv[1])\n${script}\ndb.commit()`, file]);
  return file;
}
const V4 = `db.execute("CREATE TABLE bans(jail TEXT NOT NULL, ip TEXT, timeofban INTEGER NOT NULL, bantime INTEGER NOT NULL, bancount INTEGER NOT NULL default 1, data JSON)")
db.execute("CREATE INDEX bans_jail_timeofban_ip ON bans(jail, timeofban)")`;
const insert = (rows: readonly (readonly [string, string, number, number, number, string])[]): string =>
  `db.executemany("INSERT INTO bans VALUES (?,?,?,?,?,?)", json.loads(${JSON.stringify(JSON.stringify(rows))}))`;
const fault = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => 'none',
    (cause: unknown) => (cause instanceof HostError ? cause.kind : cause),
  );

const fixtures = new URL('../../../../../../shared/fixtures/bans/fail2ban/', import.meta.url).pathname;
describe.skipIf(!existsSync(fixtures) && process.env['CI'] !== 'true')('databases of old versions', () => {
  test('version 1, with fractions of seconds', async () => {
    expect(await readBans(askPython, join(fixtures, 'database_v1.db'), all)).toEqual({
      bans: [
        {
          jail: 'DummyJail #29162448 with 0 tickets',
          address: '127.0.0.1',
          at: Temporal.Instant.from('2013-12-25T22:07:22.259Z'),
          durationSeconds: 'unknown',
          banCount: 1,
          failures: 0,
          lines: ['abc\n'],
        },
      ],
      next: null,
    });
  });

  test('version 2', async () => {
    const { bans } = await readBans(askPython, join(fixtures, 'database_v2.db'), all);
    expect(bans.map(({ address, failures, lines }) => [address, failures, lines.length])).toEqual([
      ['1.2.3.7', 3, 3],
      ['1.2.3.8', 3, 3],
    ]);
  });
});

test('what fail2ban writes of a ban: joined lines, foreign words, no lines at all', async () => {
  const file = database(
    'data',
    `${V4}
${insert([
  ['a', '192.0.2.1', 100, 600, 2, '{"matches":[["Dec 1 ","10:00:00"," failed"],"plain \\u0000 \\ud800"],"failures":3}'],
  ['a', '192.0.2.2', 100, -1, 1, '{"matches":[],"failures":0}'],
  ['a', 'not an address', 101, -2, 1, 'no json'],
  ['a', '192.0.2.3', 102, 0, 1, '[1]'],
])}
db.execute("INSERT INTO bans VALUES ('a', NULL, 1, 1, 1, NULL)")`,
  );
  const { bans } = await readBans(askPython, file, all);
  expect(bans.map(({ at, jail, ...rest }) => rest)).toEqual([
    { address: '192.0.2.1', durationSeconds: 600, banCount: 2, failures: 3, lines: ['Dec 1 10:00:00 failed', 'plain \u{fffd} \u{fffd}'] },
    { address: '192.0.2.2', durationSeconds: 'permanent', banCount: 1, failures: 0, lines: [] },
    { address: 'not an address', durationSeconds: 'unknown', banCount: 1, failures: 0, lines: [] },
    { address: '192.0.2.3', durationSeconds: 0, banCount: 1, failures: 0, lines: [] },
  ]);
});

test('a missing file, one that is no database, one of something else, a locked one: each says what it is', async () => {
  writeFileSync(join(folder, 'corrupt'), 'SQLite format 3\0'.padEnd(4_096, 'x'));
  const other = database('other', 'db.execute("CREATE TABLE t(a)")');
  expect(await fault(readBans(askPython, join(folder, 'none'), all))).toBe('no_such_file');
  expect(await fault(readBans(askPython, join(folder, 'corrupt'), all))).toBe('bad_answer');
  expect(await fault(readBans(askPython, other, all))).toBe('bad_answer');
  expect(await fault(readBans(askPython, null, all))).toBe('no_such_file');
  const locked = database('locked', V4);
  const holder = `import sqlite3, sys, time\ndb = sqlite3.connect(sys.argv[1], isolation_level=None)\ndb.execute("BEGIN EXCLUSIVE")\nprint(1, flush=True)\nsys.stdin.read()`;
  const { spawn } = await import('node:child_process');
  const child = spawn('python3', ['-c', holder, locked], { stdio: ['pipe', 'pipe', 'inherit'] });
  await new Promise((resolve) => child.stdout.once('data', resolve));
  expect(await fault(readBans(askPython, locked, all))).toBe('timeout');
  child.stdin.end();
  await new Promise((resolve) => child.once('exit', resolve));
  expect(await fault(readBans(askPython, locked, all))).toBe('none');
});

test('nothing is missing between pages, and nothing comes twice, whatever falls on one second', async () => {
  const anyRow = fc.tuple(fc.constantFrom('a', 'b', 'ü'), fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 4 }));
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(anyRow, { minLength: 1, maxLength: 60, selector: String }),
      fc.integer({ min: 4, max: 20 }),
      async (rows, limit) => {
        const name = `pages-${crypto.randomUUID()}`;
        const file = database(name, `${V4}\n${insert(rows.map(([jail, last, at]) => [jail, `192.0.2.${last}`, at, 600, 1, '{}']))}`);
        const found: string[] = [];
        let after: BanCursor | null = null;
        do {
          const page: Awaited<ReturnType<typeof readBans>> = await readBans(askPython, file, { since: null, after, limit });
          found.push(...page.bans.map(({ jail, address, at }) => `${at.epochMilliseconds / 1_000} ${jail} ${address}`));
          after = page.next;
        } while (after !== null);
        expect(found.toSorted()).toEqual(rows.map(([jail, last, at]) => `${at} ${jail} 192.0.2.${last}`).toSorted());
        const seconds = found.map((each) => Number(each.split(' ')[0]));
        expect(seconds).toEqual(seconds.toSorted((a, b) => a - b));
      },
    ),
    { numRuns: 3 },
  );
});

test('from an instant on, and by name', async () => {
  const file = database(
    'since',
    `${V4}\n${insert([
      ['a', '192.0.2.1', 100, 1, 1, '{}'],
      ['a', '192.0.2.1', 200, 1, 1, '{}'],
      ['b', '192.0.2.1', 300, 1, 1, '{}'],
    ])}`,
  );
  const since = Temporal.Instant.fromEpochMilliseconds(200_000);
  expect((await readBans(askPython, file, { ...all, since })).bans.map(({ at }) => at.epochMilliseconds)).toEqual([200_000, 300_000]);
  const named = await readNamedBans(askPython, file, [
    { jail: 'a', address: '192.0.2.1' },
    { jail: 'c', address: '192.0.2.1' },
  ]);
  expect(named.bans.map(({ at }) => at.epochMilliseconds)).toEqual([200_000]);
});
