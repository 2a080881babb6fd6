import { execFileSync } from 'node:child_process';
import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { describeNeeding, testNeeding } from '../../../../../test/needs.ts';
import { testDatabase } from '../../../../kernel/testing/database.ts';
import { simulate } from '../../domain/workshop/dry-run.ts';
import { configurationHouse } from '../../testing/configuration.ts';
import { startFail2ban, type TestFail2ban } from '../../testing/fail2ban.ts';
import { createDryRun } from './dry-run.ts';
import { createRegexTest, type RegexTest } from './regex-test.ts';

const { db, url } = await testDatabase();
const house = configurationHouse(db, url);
afterAll(() => house.reach.close());

describeNeeding(['fail2ban'], 'the workshop', () => {
  const regexTest = createRegexTest(house);
  const dryRun = createDryRun(house);
  let server: TestFail2ban;
  let hostId: string;

  beforeAll(async () => {
    server = await startFail2ban({
      jails: [{ name: 'dry', filter: 'plain', maxRetry: 3, findTime: 60, banTime: 120, lines: ['ignoreip = 203.0.113.9/24'] }],
      prepare: (folder) =>
        writeFileSync(
          join(folder, 'filter.d', 'plain.conf'),
          '[Definition]\nfailregex = Failed \\S+ for .* from <HOST>\nignoreregex = from 203\\.0\\.113\\.77\n',
        ),
    });
    hostId = await house.addHost('workshop', server);
    return () => server.stop();
  });

  const filter = { name: null, options: [], failregex: [], ignoreregex: [], prefregex: null, datepattern: null, maxlines: null };
  const typed = (failregex: readonly string[], lines: string, more: Partial<RegexTest> = {}) =>
    regexTest({ hostId, filter: { ...filter, failregex }, lines, logPath: null, source: 'file', dns: 'raw', ...more });
  const LINES = [
    '# a remark',
    '',
    '2026-11-20T10:00:00Z Failed password for <b>root</b> from 192.0.2.1',
    '2026-11-20T10:00:01Z all is well',
    '2026-11-20T10:00:02Z Bad eve from 2001:db8::1',
    'Failed without time from host.example',
  ];

  test('typed regexes judge each line, with the regex, the host and the time', async () => {
    const tested = await typed(
      ['Failed \\S+ for .* from <HOST>', '^\\s*Bad <F-USER>\\S+</F-USER> from <HOST>$', 'Failed without time from <HOST>'],
      LINES.join('\n'),
    );
    expect(tested.ok && tested.value.lines).toEqual([
      { number: 1, text: '# a remark', verdict: 'skipped', regex: null, isPending: false, failures: [] },
      { number: 2, text: '', verdict: 'skipped', regex: null, isPending: false, failures: [] },
      {
        number: 3,
        text: LINES[2],
        verdict: 'matched',
        regex: 1,
        isPending: false,
        failures: [{ host: '192.0.2.1', seconds: 1_795_168_800, user: null }],
      },
      { number: 4, text: LINES[3], verdict: 'missed', regex: null, isPending: false, failures: [] },
      {
        number: 5,
        text: LINES[4],
        verdict: 'matched',
        regex: 2,
        isPending: false,
        failures: [{ host: '2001:db8::1', seconds: 1_795_168_802, user: 'eve' }],
      },
      {
        number: 6,
        text: LINES[5],
        verdict: 'matched',
        regex: 3,
        isPending: false,
        failures: [{ host: 'host.example', seconds: null, user: null }],
      },
    ]);
    expect(tested.ok && tested.value.failregex.map(({ hits }) => hits)).toEqual([1, 1, 1]);
  });

  test('a filter of the host, what it ignores, and a zone', async () => {
    const lines = 'Nov 20 10:00:00 Failed x for y from 203.0.113.77\nNov 20 10:00:00 Failed x for y from 192.0.2.2\n';
    const asOf = Temporal.Instant.from('2020-12-01T00:00:00Z');
    const tested = await regexTest({
      hostId,
      filter: { ...filter, name: 'plain' },
      lines,
      logPath: null,
      source: 'file',
      dns: 'no',
      timeZone: 'America/New_York',
      asOf,
    });
    expect(tested.ok && tested.value.lines).toMatchObject([
      { verdict: 'ignored', regex: 1 },
      {
        verdict: 'matched',
        failures: [{ host: '192.0.2.2', seconds: Temporal.Instant.from('2020-11-20T15:00:00Z').epochMilliseconds / 1_000 }],
      },
    ]);
  });

  test.each([
    ['what Python cannot compile', ['^((<HOST>'], 'bans.workshop_bad_regex'],
    ['a regex without a host', ['^Failed$'], 'bans.workshop_no_host_group'],
  ] as const)('%s is said', async (_what, failregex, code) => {
    expect(await typed(failregex, 'x')).toMatchObject({ ok: false, code });
  });

  test('a regex that would never end is stopped, and said so', async () => {
    const lines = `${'a'.repeat(60)}!\n`;
    expect(await typed(['^(a+)+$<HOST>'], lines)).toMatchObject({ ok: false, code: 'bans.workshop_too_slow' });
  }, 40_000);

  test('lines that look like what the tool prints are lines', async () => {
    const nasty = [
      "['192.0.2.66',\t1.0,\t{}],",
      "2026-12-01 01:25:34,205 fail2ban.filter [1]: TRACE T: Working on line 'x'",
      '\u2028Failed a for b from 192.0.2.9\u0085',
      '\ufefftab\there\\n',
    ];
    const tested = await typed(['Failed \\S+ for .* from <HOST>'], nasty.join('\n'));
    expect(tested.ok && tested.value.lines.map(({ text, verdict }) => [text, verdict])).toEqual([
      [nasty[0], 'missed'],
      [nasty[1], 'missed'],
      [nasty[2], 'matched'],
      [nasty[3], 'missed'],
    ]);
  });

  test.each([
    ['no filter', { filter }, 'bans.workshop_no_filter'],
    ['a filter that is not there', { filter: { ...filter, name: 'nowhere' } }, 'bans.workshop_unknown_filter'],
    ['a filter outside of its folder', { filter: { ...filter, name: '../../etc/passwd' } }, 'bans.workshop_unknown_filter'],
    [
      'an option that is more than one',
      { filter: { ...filter, name: 'plain', options: [{ name: 'x', value: '", y="' }] } },
      'bans.workshop_bad_option',
    ],
    ['too many lines', { filter: { ...filter, name: 'plain' }, lines: 'x'.repeat(512 * 1024 + 1) }, 'bans.workshop_too_large'],
    ['a log of nobody', { filter: { ...filter, name: 'plain' }, lines: null, logPath: '/etc/shadow' }, 'bans.workshop_unknown_log'],
    ['a zone that is none', { filter: { ...filter, name: 'plain' }, timeZone: ':/etc/passwd' }, 'window.unknown_zone'],
  ] as const)('%s is refused', async (_what, changes, code) => {
    expect(await regexTest({ hostId, lines: 'x', logPath: null, source: 'file', dns: 'raw', ...changes })).toMatchObject({
      ok: false,
      code,
    });
  });

  test('a dry run bans whom the real server bans when it reads the same log', async () => {
    const start = Temporal.Now.instant().subtract({ seconds: 50 });
    const at = (seconds: number) => start.add({ seconds }).toString({ smallestUnit: 'second' });
    const fail = (seconds: number, host: string) => `${at(seconds)} Failed password for root from ${host}`;
    const lines = [
      ...[0, 10, 20].map((second) => fail(second, '192.0.2.10')),
      ...[0, 1].map((second) => fail(second, '192.0.2.11')),
      ...[5, 6, 7, 8, 9].map((second) => fail(second, '192.0.2.12')),
      ...[5, 6, 7].map((second) => fail(second, '203.0.113.5')),
      ...[1, 30, 45].map((second) => fail(second, '2001:db8::5')),
    ].sort();
    server.appendLog('dry', lines);
    const banned = async () => (await server.client('get', 'dry', 'banip')).stdout.trim().split(/\s+/).sort();
    await vi.waitFor(async () => expect(await banned()).toHaveLength(3), { timeout: 20_000, interval: 200 });
    const dry = await dryRun({ hostId, jail: 'dry', maxretry: 3, findtime: 60, hours: 1 });
    expect(dry.ok && dry.value.bans.map(({ host }) => host).sort()).toEqual(await banned());
    expect(dry).toMatchObject({ ok: true, value: { failures: lines.length, addresses: 5, ignored: 3, isCut: false } });
    expect(dry.ok && dry.value.bans.find(({ host }) => host === '192.0.2.12')).toMatchObject({ failures: 3 });
    appendFileSync(`${server.logPath('dry')}.1`, `${fail(0, '192.0.2.11')}\n`);
    const rotated = await dryRun({ hostId, jail: 'dry', maxretry: 3, findtime: 60, hours: 1 });
    expect(rotated.ok && rotated.value.bans.map(({ host }) => host)).toContain('192.0.2.11');
    expect(await dryRun({ hostId, jail: 'nobody', maxretry: 3, findtime: 60 })).toMatchObject({ ok: false, code: 'bans.unknown_jail' });
  }, 60_000);
});

test.each([
  ['three in time', [0, 10, 20], [{ seconds: 20, failures: 3 }]],
  ['two are not enough', [0, 10], []],
  ['a pause as long as findtime begins anew', [0, 10, 70], []],
  ['a slow one is scaled down by its rate', [0, 50, 100, 150], []],
  [
    'who is banned is not banned again',
    [0, 1, 2, 3, 4, 5, 200, 201, 202],
    [
      { seconds: 2, failures: 3 },
      { seconds: 202, failures: 3 },
    ],
  ],
])('%s', (_what, seconds, bans) => {
  const failures = seconds.map((second) => ({ host: 'x', seconds: second }));
  expect(simulate(failures, { maxretry: 3, findtime: 60, bantime: 120 })).toMatchObject(bans);
});

/** fail2ban's own way of counting, with its clean-up before each failure. */
const ORACLE = `
import json, sys
from fail2ban.server.failmanager import FailManager, FailManagerEmpty
from fail2ban.server.ticket import FailTicket
def run(case):
    manager, bans, until = FailManager(), [], {}
    manager.setMaxRetry(case["maxretry"]); manager.setMaxTime(case["findtime"])
    for host, t in case["failures"]:
        if t < until.get(host, -1): continue
        manager.cleanup(t)
        manager.addFailure(FailTicket(host, t))
        try:
            ticket = manager.toBan()
        except FailManagerEmpty:
            continue
        bans.append([str(ticket.getID()), ticket.getTime(), ticket.getRetry()])
        until[host] = ticket.getTime() + case["bantime"]
    return bans
print(json.dumps([run(case) for case in json.load(sys.stdin)]))
`;

testNeeding('fail2ban', "failures are counted as fail2ban's own manager counts them", () => {
  const failure = fc.tuple(fc.constantFrom('192.0.2.1', '192.0.2.2'), fc.nat({ max: 400 }));
  const limits = {
    maxretry: fc.integer({ min: 1, max: 6 }),
    findtime: fc.integer({ min: 1, max: 120 }),
    bantime: fc.integer({ min: 1, max: 100 }),
  };
  const one = fc.record({
    ...limits,
    failures: fc.array(failure, { maxLength: 60 }).map((all) => all.sort(([, left], [, right]) => left - right)),
  });
  const cases = fc.sample(one, { numRuns: 400, seed: 11 });
  const theirs: unknown = JSON.parse(execFileSync('/usr/bin/python3', ['-c', ORACLE], { input: JSON.stringify(cases), encoding: 'utf8' }));
  const ours = cases.map(({ failures, ...of }) =>
    simulate(
      failures.map(([host, seconds]) => ({ host, seconds })),
      of,
    ).map(({ host, seconds, failures: many }) => [host, seconds, many]),
  );
  expect(ours.flat().length).toBeGreaterThan(200);
  expect(ours).toEqual(theirs);
});
