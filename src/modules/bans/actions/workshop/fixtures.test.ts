import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect } from 'vitest';
import { testDatabase } from '../../../../kernel/testing/database.ts';
import type { Judged } from '../../domain/workshop/trace.ts';
import { type AnnotatedLine, type AnnotatedRun, readAnnotatedLog } from '../../testing/annotated-log.ts';
import { configurationHouse } from '../../testing/configuration.ts';
import { startFail2ban, type TestFail2ban } from '../../testing/fail2ban.ts';
import { readFixture, testWithFixtures } from '../../testing/fixtures.ts';
import { createRegexTest } from './regex-test.ts';

const { db, url } = await testDatabase();
const house = configurationHouse(db, url);
const regexTest = createRegexTest(house);
let server: TestFail2ban;
let hostId: string;

beforeAll(async () => {
  server = await startFail2ban({ jails: [{ name: 'sshd', filter: 'sshd' }] });
  hostId = await house.addHost('fixtures', server);
});
afterAll(async () => {
  await house.reach.close();
  await server?.stop();
});

/** Zone and now of fail2ban's own tests (tests/utils.py: TEST_NOW, Europe/Zurich). */
const ZONE = 'Europe/Zurich';
const NOW = Temporal.Instant.fromEpochMilliseconds(1_124_013_600_000);

async function judge(name: string, run: AnnotatedRun): Promise<readonly Judged[]> {
  const options = Object.entries(run.options).map(([option, value]) => ({ name: option, value }));
  const filter = { name, options, failregex: [], ignoreregex: [], prefregex: null, datepattern: null, maxlines: null };
  const source = run.options['logtype'] === 'journal' ? ('journal' as const) : ('file' as const);
  const lines = run.lines.map(({ text }) => text).join('\n');
  const tested = await regexTest({ hostId, filter, lines, logPath: null, source, dns: 'raw', timeZone: ZONE, asOf: NOW });
  if (!tested.ok) throw new Error(`${tested.code} ${JSON.stringify(tested.params)}`);
  return tested.value.lines;
}

/** What of a line is not as annotated; null: all of it is. */
function deviation({ expected }: AnnotatedLine, judged: Judged | undefined): string | null {
  const failures = judged?.failures ?? [];
  if (expected.match !== failures.length > 0) return expected.match ? 'missed' : 'matched';
  if (!expected.match) return null;
  const [found] = failures;
  if (failures.length !== 1 || found === undefined) return `${failures.length} failures`;
  if (expected.host !== undefined && found.host !== expected.host) return `host ${found.host}`;
  const time =
    expected.time === undefined ? null : Temporal.PlainDateTime.from(expected.time).toZonedDateTime(ZONE).epochMilliseconds / 1_000;
  return time === null || time === found.seconds ? null : `time ${found.seconds}`;
}

/**
 * Lines that were written for filters newer than Debian's 1.0.2: sshd-session (gh-3782), ssh_dispatch_run_fatal with a message, timeouts
 * before authentication; dovecot 2.4; nginx with PAM (gh-4071), in the journal (gh-3646), newer words of OpenSSL; recidive in the journal
 * (gh-3693). The tool itself, run by hand, misses each of them: the test asks it.
 */
const NEWER: Readonly<Record<string, readonly number[]>> = {
  sshd: [24, 332, 334, 336, 364],
  dovecot: [27, 29, 143, 145, 148, 161, 180, 182],
  'nginx-http-auth': [17, 22, 25, 39, 41, 43],
  recidive: [24],
};

/** What the tool prints, run by hand with its report for people: the lines that it has missed. */
function missedByHand(name: string, run: AnnotatedRun): readonly string[] {
  const folder = mkdtempSync(join(tmpdir(), 'by-hand-'));
  try {
    writeFileSync(join(folder, 'log'), run.lines.map(({ text }) => `${text}\n`).join(''));
    const options = Object.entries(run.options).map(([option, value]) => `${option}="${value}"`);
    const filter = options.length === 0 ? name : `${name}[${options.join(', ')}]`;
    const none = run.options['logtype'] === 'journal' ? ['-d', '{NONE}'] : [];
    const argv = ['-c', server.configFolder, '--raw', '-e', 'utf-8', '--print-all-missed', ...none, join(folder, 'log'), filter];
    const out = execFileSync('fail2ban-regex', argv, { encoding: 'utf8' });
    return out
      .slice(out.indexOf('Missed line(s):'))
      .split('\n')
      .map((line) => line.replace(/^\| {2}/, ''));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

for (const name of ['sshd', 'dovecot', 'nginx-http-auth', 'recidive']) {
  const path = `fail2ban/logs/${name}`;
  testWithFixtures(
    [path],
    `every annotated line of ${name} is judged as annotated`,
    async () => {
      const odd = new Set<number>();
      for (const run of readAnnotatedLog(readFixture(path), name)) {
        const judged = await judge(name, run);
        expect(judged).toHaveLength(run.lines.length);
        const missed = run.lines.some(({ number }) => NEWER[name]?.includes(number)) ? missedByHand(name, run) : [];
        for (const [at, line] of run.lines.entries()) {
          const what = deviation(line, judged[at]);
          if (what !== null) odd.add(line.number);
          if (what !== null && NEWER[name]?.includes(line.number)) expect(missed).toContain(line.text.trimEnd());
          else expect(what, `${name}:${line.number} ${JSON.stringify(run.options)}`).toBeNull();
        }
      }
      expect([...odd].sort((left, right) => left - right)).toEqual(NEWER[name] ?? []);
    },
    60_000,
  );
}
