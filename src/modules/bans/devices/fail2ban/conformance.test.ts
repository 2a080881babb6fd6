import { existsSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, expect, onTestFinished, test } from 'vitest';
import { testNeeding } from '../../../../../test/needs.ts';
import { type House, RETRIES, real, simulated } from '../../testing/fail2ban-houses.ts';
import { createConnection } from './connection.ts';
import { createFail2ban, type Fail2ban } from './fail2ban.ts';
import { answerIn, TERMINATOR } from './frame.ts';
import { unixSocket } from './unix-socket.ts';

const houses = new Map<() => Promise<House>, Promise<House>>();
const houseOf = (start: () => Promise<House>): Promise<House> => {
  const house = houses.get(start) ?? start();
  houses.set(start, house);
  return house;
};
afterAll(async () => {
  for (const house of houses.values()) await (await house).stop();
});

/** The same claim about both. */
function claim(sentence: string, holds: (fail2ban: Fail2ban, house: House) => Promise<void>): void {
  const against = (start: () => Promise<House>) => async () => {
    const house = await houseOf(start);
    const fail2ban = createFail2ban(unixSocket(house.socket));
    onTestFinished(() => fail2ban.close());
    await holds(fail2ban, house);
  };
  testNeeding('fail2ban', `real: ${sentence}`, against(real));
  test(`simulated: ${sentence}`, against(simulated));
}

async function eventually(holds: () => Promise<void> | void): Promise<void> {
  for (const end = Date.now() + 10_000; ; await delay(50)) {
    try {
      return await holds();
    } catch (cause) {
      if (Date.now() > end) throw cause;
    }
  }
}

/** Rows as Python would read them; the file is opened and closed at once, as fail2ban must be able to write. */
function rows(file: string, table: 'bans' | 'bips', jail: string): unknown[] {
  const database = new DatabaseSync(file, { readOnly: true });
  try {
    return database
      .prepare(`SELECT ip, bantime, bancount, CAST(data AS TEXT) AS data FROM ${table} WHERE jail = ? ORDER BY timeofban, ip`)
      .all(jail)
      .map((row) => ({ ...row, data: JSON.parse(String(row['data'])) }));
  } finally {
    database.close();
  }
}

const refusal = (kind: string, message: unknown = expect.any(String)) =>
  expect.objectContaining({ name: 'Fail2banError', kind, message, permanent: true, outcome: 'not_done' });

claim('it answers, and says what it is', async (fail2ban) => {
  await fail2ban.ping();
  expect(await fail2ban.version()).toMatch(/^\d+\.\d+/);
  expect(await fail2ban.send(['server-status'])).toBe('Server ready');
  await fail2ban.flushLogs();
});

claim('all its jails have a name and counters', async (fail2ban) => {
  expect(await fail2ban.jailNames()).toEqual(expect.arrayContaining(['attack', 'bans', 'two']));
  const all = await fail2ban.allStatus();
  expect([...all.keys()].sort()).toEqual((await fail2ban.jailNames()).sort());
  expect(await fail2ban.jailStatus('two')).toEqual({
    ...{ currentlyFailed: 0, totalFailed: 0, currentlyBanned: 0, totalBanned: 0 },
    ...{ logPaths: [expect.stringMatching(/two\.log$/)], journalMatches: null, backend: null },
  });
  // Asked a second time it remembers which way the first one went.
  expect([...(await fail2ban.allStatus()).keys()]).toEqual([...all.keys()]);
});

claim('addresses and networks are banned once, listed, found, and taken back', async (fail2ban) => {
  const banned = ['198.51.100.7', '2001:DB8::0:7', '192.0.2.0/24', '::ffff:203.0.113.9'];
  const canonical = ['198.51.100.7', '2001:db8::7', '192.0.2.0/24', '203.0.113.9'];
  const startedAt = Temporal.Now.plainDateTimeISO().subtract({ seconds: 2 });
  expect(await fail2ban.ban('bans', banned)).toBe(4);
  expect(await fail2ban.ban('bans', banned)).toBe(0);
  expect(await fail2ban.bannedIn('bans')).toEqual(canonical);
  expect((await fail2ban.bannedByJail()).get('bans')).toEqual(canonical);
  expect(await fail2ban.jailStatus('bans')).toMatchObject({ currentlyBanned: 4, totalBanned: 4 });
  expect(await fail2ban.whereBanned(['198.51.100.7', '198.51.100.8'])).toEqual([['bans'], []]);
  const [first] = await fail2ban.bannedWithTimes('bans');
  expect(first).toMatchObject({ address: '198.51.100.7', seconds: 600 });
  expect(first?.at.since(startedAt).total('seconds')).toBeLessThan(30);
  expect(first?.until?.since(first.at).total('seconds')).toBe(600);
  expect(await fail2ban.unban('bans', ['198.51.100.7', '198.51.100.7', '198.51.100.99'])).toBe(1);
  expect(await fail2ban.bannedIn('bans')).toEqual(canonical.slice(1));
});

claim('a network that is not banned itself takes back all in it', async (fail2ban) => {
  await fail2ban.ban('everywhere', ['198.18.0.1', '198.18.0.2', '198.18.1.1']);
  expect(await fail2ban.unban('everywhere', ['198.18.0.0/24'])).toBe(2);
  expect(await fail2ban.bannedIn('everywhere')).toEqual(['198.18.1.1']);
});

claim('unbanning everywhere finds every jail', async (fail2ban) => {
  await fail2ban.ban('everywhere', ['198.18.5.1']);
  await fail2ban.ban('two', ['198.18.5.1']);
  expect(await fail2ban.unbanEverywhere(['198.18.5.1', '198.18.5.2'])).toBe(2);
  expect(await fail2ban.whereBanned(['198.18.5.1'])).toEqual([[]]);
});

claim('settings are read, and times change as integers', async (fail2ban) => {
  expect(await fail2ban.settings('settings')).toMatchObject({
    ...{ banTimeSeconds: 600, findTimeSeconds: 600, maxRetry: RETRIES, maxLines: 1, maxMatches: RETRIES, isIncremental: false },
    ...{ ignoreSelf: true, ignored: [], ignoreCommand: null, logEncoding: 'UTF-8', journalMatches: [], datePattern: null },
    ...{ logPaths: [expect.stringMatching(/settings\.log$/)], ignoreRegex: [], actions: ['noop'] },
  });
  await fail2ban.setTime('settings', 'bantime', -1);
  await fail2ban.setTime('settings', 'findtime', 77);
  await fail2ban.setMaxRetry('settings', 9);
  expect(await fail2ban.settings('settings')).toMatchObject({ banTimeSeconds: -1, findTimeSeconds: 77, maxRetry: 9 });
  await fail2ban.ban('settings', ['198.18.9.1']);
  expect(await fail2ban.bannedWithTimes('settings')).toMatchObject([{ address: '198.18.9.1', seconds: -1, until: null }]);
});

claim('an ignore list takes an entry once, and gives it back once', async (fail2ban) => {
  await fail2ban.ignore('ignore', '10.0.0.0/8');
  await fail2ban.ignore('ignore', '10.0.0.0/8');
  await fail2ban.ignore('ignore', '2001:DB8::1');
  expect([...(await fail2ban.ignored('ignore'))].sort()).toEqual(['10.0.0.0/8', '2001:db8::1']);
  await fail2ban.unignore('ignore', '10.0.0.0/8');
  await fail2ban.unignore('ignore', '10.0.0.0/8');
  expect(await fail2ban.ignored('ignore')).toEqual(['2001:db8::1']);
});

claim('a regex that does not compile, or finds no host, is said to be bad', async (fail2ban) => {
  const before = await fail2ban.failRegex('regex');
  expect(before.length).toBeGreaterThan(0);
  await expect(fail2ban.send(['set', 'regex', 'addfailregex', '^(('])).rejects.toEqual(
    refusal('bad_regex', expect.stringContaining('Unable to compile')),
  );
  await expect(fail2ban.send(['set', 'regex', 'addfailregex', 'no host'])).rejects.toEqual(
    refusal('bad_regex', "No failure-id group in 'no host'"),
  );
  expect(await fail2ban.failRegex('regex')).toEqual(before);
  expect(await fail2ban.ignoreRegex('regex')).toEqual([]);
  await fail2ban.send(['set', 'regex', 'addfailregex', '^bad <HOST>$']);
  expect(await fail2ban.failRegex('regex')).toHaveLength(before.length + 1);
});

claim('actions and their settings are read', async (fail2ban) => {
  expect(await fail2ban.actions('two')).toEqual(['noop']);
  expect((await fail2ban.actionSettings('two', 'noop')).get('actionban')).toBe('');
  await expect(fail2ban.actionSettings('two', 'nothing')).rejects.toEqual(refusal('refused', expect.stringContaining('nothing')));
});

claim('what it cannot do is refused in its own words', async (fail2ban) => {
  await expect(fail2ban.jailStatus('nowhere')).rejects.toEqual(refusal('unknown_jail', 'fail2ban has no jail "nowhere"'));
  await expect(fail2ban.ban('nowhere', ['198.51.100.7'])).rejects.toEqual(refusal('unknown_jail'));
  await expect(fail2ban.start('nowhere')).rejects.toEqual(refusal('unknown_jail'));
  await expect(fail2ban.settings('nowhere')).rejects.toEqual(refusal('unknown_jail'));
  await expect(fail2ban.send(['no-such-command'])).rejects.toEqual(refusal('refused', 'Invalid command'));
  await expect(fail2ban.send(['constructor'])).rejects.toEqual(refusal('refused', 'Invalid command'));
  await expect(fail2ban.send(['set', 'two'])).rejects.toEqual(refusal('refused', 'Invalid command'));
  await expect(fail2ban.send(['set', 'two', 'addlogpath', '/nowhere'])).rejects.toEqual(
    refusal('refused', '2 No such file or directory /nowhere'),
  );
  await expect(fail2ban.send(['set', 'two', 'unbanip', '--report-absent', '198.51.100.7'])).rejects.toEqual(
    refusal('refused', "not banned: ['198.51.100.7']"),
  );
  await fail2ban.ping();
});

claim('bytes that are no command are answered by a bare text, and the connection lives', async (_fail2ban, { socket }) => {
  const connection = createConnection(await unixSocket(socket)());
  onTestFinished(() => connection.close());
  const reply = await connection.ask(Buffer.concat([Buffer.from('GET / HTTP/1.1'), TERMINATOR]), 5000);
  expect(reply).toMatch(/^ERROR: /);
  expect(() => answerIn(reply)).toThrow(expect.objectContaining({ kind: 'protocol' }));
  expect(connection.isOpen()).toBe(true);
});

claim('failures in the log become a ban, with its lines in the database', async (fail2ban, house) => {
  house.fail('attack', '203.0.113.50', RETRIES - 1);
  await eventually(async () => expect(await fail2ban.jailStatus('attack')).toMatchObject({ currentlyFailed: 1, currentlyBanned: 0 }));
  house.fail('attack', '203.0.113.50', 1);
  await eventually(async () => expect(await fail2ban.bannedIn('attack')).toEqual(['203.0.113.50']));
  await eventually(() => {
    const data = expect.objectContaining({ failures: RETRIES, matches: expect.arrayContaining([expect.anything()]) });
    expect(rows(house.databaseFile, 'bans', 'attack')).toEqual([{ ip: '203.0.113.50', bantime: 600, bancount: 1, data }]);
  });
});

claim('the database has a row for a ban by hand, and none once it is taken back', async (fail2ban, house) => {
  const settings = await fail2ban.database();
  expect(settings).toEqual({ file: house.databaseFile, purgeAgeSeconds: 86_400, maxMatches: 10 });
  await fail2ban.ban('database', ['198.51.100.7', '198.51.100.8']);
  const row = (ip: string) => ({ ip, bantime: 600, bancount: 1, data: { matches: [], failures: 0 } });
  for (const table of ['bans', 'bips'] as const)
    await eventually(() => expect(rows(house.databaseFile, table, 'database')).toEqual([row('198.51.100.7'), row('198.51.100.8')]));
  await fail2ban.unban('database', ['198.51.100.7']);
  for (const table of ['bans', 'bips'] as const)
    await eventually(() => expect(rows(house.databaseFile, table, 'database')).toEqual([row('198.51.100.8')]));
});

claim('a ban ends by the clock, and the database remembers it', async (fail2ban, house) => {
  await fail2ban.setTime('expiry', 'bantime', 2);
  await fail2ban.ban('expiry', ['198.51.100.9']);
  expect(await fail2ban.bannedIn('expiry')).toEqual(['198.51.100.9']);
  await eventually(async () => expect(await fail2ban.bannedIn('expiry')).toEqual([]));
  expect(rows(house.databaseFile, 'bans', 'expiry')).toMatchObject([{ ip: '198.51.100.9' }]);
});

claim('a jail sleeps, wakes, and is gone once it is stopped', async (fail2ban) => {
  await fail2ban.setIdle('idle', 'on');
  await fail2ban.start('idle');
  await fail2ban.setIdle('idle', 'off');
  await fail2ban.stop('gone');
  expect(await fail2ban.jailNames()).not.toContain('gone');
  await expect(fail2ban.start('gone')).rejects.toEqual(refusal('unknown_jail'));
});

claim('two clients at once are both served', async (fail2ban, { socket }) => {
  const other = createFail2ban(unixSocket(socket));
  onTestFinished(() => other.close());
  const both = await Promise.all(Array.from({ length: 50 }, (_, index) => (index % 2 === 0 ? fail2ban : other).version()));
  expect(new Set(both).size).toBe(1);
});

claim('after a restart the same client goes on, and the bans are there again', async (fail2ban, house) => {
  await fail2ban.ban('stays', ['198.51.100.10']);
  await eventually(() => expect(rows(house.databaseFile, 'bips', 'stays')).toHaveLength(1));
  await house.restart();
  await eventually(async () => expect(await fail2ban.bannedIn('stays')).toEqual(['198.51.100.10']));
  expect(existsSync(house.socket)).toBe(true);
});
