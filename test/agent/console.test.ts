import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, copyFileSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { testDatabase } from '../../src/kernel/testing/database.ts';
import { everyItem, itemsOf, type Question } from '../start/connection.ts';
import { isRoot, NOBODY, nobodysFolder, type RunningProcess, startedConsole, temporaryFolder } from '../start/console-process.ts';
import { askApt, STEP_DOWN } from './apt.ts';
import { Host, has } from './host.ts';

const { url: databaseUrl } = await testDatabase();

let console: RunningProcess;
let bearer: string;
let host: Host;
let count = 0;
let id: string;
let token: string;

beforeAll(async () => {
  const env = { CARETAKER_DATABASE_URL: databaseUrl };
  console = await startedConsole({ dataDir: join(temporaryFolder(), 'data'), env, isForFile: true });
  await console.setUp(console.setupToken);
  bearer = await console.signIn();
});

beforeEach(async () => {
  host = debianHost('a machine of its own');
  count += 1;
  id = String((await ask('POST', '/api/servers', { name: `web${count}`, hostname: 'web' }))['id']);
  token = await newToken();
});

afterEach(() => host.remove());

/** Sam's question; what it answers. */
async function ask(method: string, path: string, body?: unknown): Promise<Readonly<Record<string, unknown>>> {
  const question: Question = { bearer, ...(body === undefined ? {} : { body }) };
  const reply = await console.ask(method, path, question);
  expect(reply.status, reply.text).toBeLessThan(300);
  return reply.body;
}

const newToken = async (): Promise<string> => String((await ask('POST', `/api/servers/${id}/report-token`, {}))['token']);
const server = () => ask('GET', `/api/servers/${id}`);
const packages = async (which = '') =>
  (await everyItem(console, `/api/servers/${id}/packages${which}`, bearer)).map(({ name }) => String(name));
const audits = async () =>
  itemsOf(await console.ask('GET', '/api/audit?limit=200', { bearer }))
    .filter(({ subject }) => Object(subject).id === id)
    .map(({ action }) => action);

/** Rules of what is open about this test's server. */
async function findings(): Promise<unknown[]> {
  const stories = itemsOf(await console.ask('GET', '/api/today?tab=anyone&limit=200', { bearer }));
  const mine = stories.filter(({ subject }) => Object(subject).assetId === id || Object(subject).id === id);
  const details = await Promise.all(mine.map((story) => ask('GET', `/api/stories/${String(story['id'])}`)));
  return details.flatMap((story) => Object(story['findings'])).map(({ rule }) => rule);
}

const LIST = 'var/lib/apt/lists/deb.example_dists_stable_main_binary-amd64_Packages';

/** A made-up Debian with two pending updates, one of them for security. */
function debianHost(machineId: string): Host {
  const made = new Host();
  made.link('curl');
  made.write('etc/machine-id', machineId);
  made.folder('var/lib/apt/lists');
  made.write(LIST);
  made.fake(
    'apt-get',
    `echo 'Inst bash [1.0] (1.1 Debian:13.2/stable [amd64])'
     echo 'Inst curl [1.0] (1.1 Debian-Security:13/stable-security [amd64])'`,
  );
  made.fake(
    'apt',
    `echo 'bash/stable 1.1 amd64 [upgradable from: 1.0]'
     echo 'curl/stable-security 1.1 amd64 [upgradable from: 1.0]'`,
  );
  return made;
}

const report = (from: Host = host, env: Record<string, string> = {}) =>
  from.start(['--url', console.url], { CARETAKER_REPORT_TOKEN: token, ...env });

const SENT = { code: 0, stdout: '', stderr: '' };

const withApt = has('apt-get') || process.env['CI'] === 'true' ? test : test.skip;
const leftOut = has('apt-get') ? '' : ' (left out: this machine has no apt)';

withApt(
  `this machine, as a user without rights: the counts are apt's own, and no process ever shows the token${leftOut}`,
  async () => {
    const folder = nobodysFolder();
    const [script, tokenFile] = [join(folder, 'report.sh'), join(folder, 'token')];
    copyFileSync(new URL('../../agent/report.sh', import.meta.url), script);
    writeFileSync(tokenFile, `${token}\n`, { mode: 0o600 });
    if (isRoot) chownSync(tokenFile, NOBODY, NOBODY);
    const seen = await argumentsDuring(['sh', script, '--url', console.url, '--token-file', tokenFile]);
    expect(seen).toContain('curl');
    expect(seen).not.toContain(token);

    const apt = askApt();
    const names = apt.upgradable.map(({ name }) => name);
    const { reportState, pendingUpdates, pendingSecurityUpdates, os } = await server();
    // Old lists that name packages are still right about these; none of old lists is "unknown".
    expect(['ok', 'stale-lists']).toContain(reportState);
    const none = reportState === 'ok' ? 0 : null;
    expect(pendingUpdates).toBe(names.length || none);
    expect(pendingSecurityUpdates).toBe(apt.security.size || none);
    expect([...(await packages())].sort()).toEqual([...names].sort());
    expect(new Set(await packages('?onlySecurity=true'))).toEqual(apt.security);
    expect(os).toMatchObject({ id: expect.stringMatching(/^[a-z]+$/) });
    expect(await server()).toMatchObject({ report: { packageManager: 'apt' }, reportToken: { lastUsedAt: expect.any(String) } });
  },
  // apt reads all its lists anew for a user who may not keep a cache.
  120_000,
);

/** Runs a command without rights, and answers the arguments of every process on the machine meanwhile. */
async function argumentsDuring(command: readonly string[]): Promise<string> {
  const [program = 'sh', ...args] = [...STEP_DOWN, ...command];
  const child = spawn(program, args, { stdio: ['ignore', 'inherit', 'inherit'], env: { PATH: process.env['PATH'] } });
  const seen = new Set<string>();
  const looking = setInterval(() => {
    for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) seen.add(argumentsOf(pid));
  }, 10);
  const [code] = await once(child, 'close');
  clearInterval(looking);
  expect(code).toBe(0);
  return [...seen].join('\n');
}

function argumentsOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch {
    return ''; // It ended while it was looked at.
  }
}

describe('what becomes of a report', () => {
  beforeEach(async () => {
    expect(await report()).toEqual(SENT);
    expect(await server()).toMatchObject({ reportState: 'ok', pendingUpdates: 2, pendingSecurityUpdates: 1 });
  });

  test('cut off anywhere on its way: refused, and the one before stays', async () => {
    const whole = host.run(['--dry-run']).stdout.replace('1.1', '9.9');
    const before = await server();
    for (let part = 0; part < 20; part += 1) {
      const body = whole.slice(0, Math.floor((whole.length * part) / 20));
      expect(await console.ask('POST', '/api/servers/report', { bearer: token, body })).toMatchObject({
        status: 422,
        body: { code: 'servers.report_truncated' },
      });
    }
    const { reportedAt, reportState, pendingUpdates } = await server();
    expect({ reportedAt, reportState, pendingUpdates }).toMatchObject({
      reportedAt: before['reportedAt'],
      reportState: 'ok',
      pendingUpdates: 2,
    });
  });

  test('lists that are gone: the count is unknown and not none, the packages stay', async () => {
    const bare = debianHost('a machine of its own');
    bare.fake('apt-get', ':');
    bare.fake('apt', ':');
    rmSync(join(bare.root, LIST));
    expect(await report(bare)).toEqual(SENT);
    bare.remove();
    expect(await server()).toMatchObject({ reportState: 'stale-lists', pendingUpdates: null, pendingSecurityUpdates: null });
    expect(await packages()).toEqual(['curl', 'bash']);
    expect(await findings()).toContain('lists-stale');
  });

  test('a clock that is an hour ahead: told, and ours counts', async () => {
    host.fake('date', 'echo $(($(/bin/date -u +%s) + 3600))');
    const sentAt = Temporal.Now.instant();
    expect(await report()).toEqual(SENT);
    const { reportedAt, report: details, reportState } = await server();
    expect(Math.abs(sentAt.until(String(reportedAt)).total('seconds'))).toBeLessThan(60);
    expect(Object(details).clockSkewSeconds).toBeGreaterThan(3_500);
    expect(reportState).toBe('ok');
    expect(await findings()).toContain('clock-skew');
  });

  test('from a copy of the machine: refused with a sentence, audited, found; the one before stays', async () => {
    const clone = debianHost('the same image, another machine');
    clone.fake('apt', ':');
    const outcome = await report(clone);
    clone.remove();
    expect(outcome).toMatchObject({ code: 5, stderr: expect.stringContaining('belongs to another machine') });
    expect(await server()).toMatchObject({ pendingUpdates: 2 });
    expect(await audits()).toContain('servers.report_from_other_machine');
    expect(await findings()).toContain('other-machine');
    expect(await report()).toEqual(SENT);
  });

  test('silence: amber after twice the interval, and never ok again by itself', async () => {
    const at = async (hours: number) => {
      const instant = Temporal.Now.instant()
        .add({ minutes: Math.round(hours * 60) })
        .toString();
      const [found] = itemsOf(await console.ask('GET', `/api/servers?at=${instant}&q=web${count}`, { bearer }));
      return found?.['reportState'];
    };
    expect([await at(1.9), await at(2.1), await at(24 * 20)]).toEqual(['ok', 'silent', 'silent']);
  });

  test('too large: refused with a sentence, and the one before stays', async () => {
    host.fake(
      'apt',
      `awk 'BEGIN { for (i = 0; i < 16000; i++) print "a-package-with-quite-a-long-name-" i "/stable 1.1 amd64 [upgradable from: 1.0]" }'`,
    );
    expect(await report()).toMatchObject({ code: 5, stderr: expect.stringContaining('too large') });
    expect(await server()).toMatchObject({ pendingUpdates: 2 });
  });
});

describe('a token that does not open', () => {
  const refused = { code: 5, stdout: '', stderr: expect.stringContaining('does not accept this token') };

  test('a wrong one', async () => {
    token = `${token.slice(0, -4)}AAAA`;
    expect(await report()).toEqual(refused);
    expect(await server()).toMatchObject({ reportState: 'unknown', reportedAt: null });
  });

  test('one that was revoked, or replaced', async () => {
    await newToken();
    expect(await report()).toEqual(refused);
    token = await newToken();
    expect(await report()).toEqual(SENT);
    await ask('DELETE', `/api/servers/${id}/report-token`);
    expect(await report()).toEqual(refused);
  });

  test("a person's own", async () => {
    expect((await console.ask('POST', '/api/servers/report', { bearer, body: host.run(['--dry-run']).stdout })).status).toBe(403);
  });
});
