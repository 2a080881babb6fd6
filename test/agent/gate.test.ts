import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { testDatabase } from '../../src/kernel/testing/database.ts';
import { caretaker, type Exit, type RunningProcess, startedConsole, temporaryFolder } from '../start/console-process.ts';

const { url: databaseUrl } = await testDatabase();
const SCRIPT = new URL('../../agent/gate.sh', import.meta.url);
const folder = temporaryFolder();
const tokenFile = join(folder, 'token');

let console: RunningProcess;
const ids = new Map<string, string>();

/** Always in use under each mode, and never. */
const SERVERS = [
  { name: 'free', serviceWindow: null, alwaysInUse: false, modeOverride: 'inform' },
  { name: 'asked', serviceWindow: null, alwaysInUse: true, modeOverride: 'confirm' },
  { name: 'a "held" back\\slash', serviceWindow: null, alwaysInUse: true, modeOverride: 'enforce' },
] as const;

beforeAll(async () => {
  const env = { CARETAKER_DATABASE_URL: databaseUrl };
  console = await startedConsole({ dataDir: join(temporaryFolder(), 'data'), env, isForFile: true });
  await console.setUp(console.setupToken);
  const bearer = await console.signIn();
  for (const { modeOverride, ...server } of SERVERS) {
    const { body } = await console.ask('POST', '/api/servers', { bearer, body: { ...server, hostname: `${ids.size}.example.org` } });
    ids.set(server.name, String(body['id']));
    await console.ask('PATCH', `/api/servers/${String(body['id'])}`, { bearer, body: { modeOverride } });
  }
  const { body } = await console.ask('POST', '/api/users/me/tokens', { bearer, body: { name: 'hooks', scopes: ['servers:read'] } });
  writeFileSync(tokenFile, `${String(body['token'])}\n`, { mode: 0o600 });
});

const command = (...args: string[]): Promise<Exit> =>
  caretaker(['gate', '--url', console.url, '--token-file', tokenFile, ...args], { dataDir: join(folder, 'none') });

/** The script where only some programs are installed. */
function scriptWith(...programs: string[]): (...args: string[]) => Promise<Exit> {
  const bin = join(temporaryFolder(), 'bin');
  mkdirSync(bin);
  for (const program of ['awk', 'cat', 'grep', 'head', 'mktemp', 'od', 'rm', 'sed', 'tail', 'tr', 'uname', ...programs]) {
    symlinkSync(join('/usr/bin', program), join(bin, program));
  }
  const script = join(bin, 'gate.sh');
  writeFileSync(script, readFileSync(SCRIPT, 'utf8').replace('PATH=/usr/sbin:/usr/bin:/sbin:/bin', `PATH=${bin}`));
  return (...args) => sh(script, ['--url', console.url, '--token-file', tokenFile, ...args]);
}

async function sh(script: string, args: readonly string[]): Promise<Exit> {
  const child = spawn('/bin/sh', [script, ...args], { stdio: ['ignore', 'pipe', 'pipe'], env: {} });
  const said = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].setEncoding('utf8').on('data', (text: string) => {
      said[stream] += text;
    });
  }
  const [code] = await once(child, 'close');
  return { code: Number(code), ...said };
}

const clients = [
  ['the command', command],
  ['the script with curl', scriptWith('curl')],
  ['the script with wget', scriptWith('wget')],
] as const;

describe.each(clients)('%s', (_name, gate) => {
  test('allowed: 0 and why', async () => {
    const said = 'free may be updated now, although nobody has told when it is in use.\n';
    expect(await gate('update', 'free')).toEqual({ code: 0, stdout: said, stderr: '' });
    expect(await gate('update', String(ids.get('free')))).toMatchObject({ code: 0 });
    expect(await gate('reboot', '0.EXAMPLE.org')).toMatchObject({ code: 0, stdout: expect.stringContaining('free may be rebooted') });
  });

  test('to be confirmed: 1, and 0 where somebody watches', async () => {
    const stdout =
      'asked should not be updated now without a person who confirms it: it is always in use. No safe time is in sight.\nNext safe instant: none in sight\n';
    expect(await gate('update', 'asked')).toEqual({ code: 1, stdout, stderr: '' });
    expect(await gate('--confirm-is-ok', 'update', 'asked')).toEqual({ code: 0, stdout, stderr: '' });
  });

  test('denied: 1 whoever watches, and a name with signs is itself', async () => {
    const { name } = SERVERS[2];
    const stdout = expect.stringContaining(`${name} must not be rebooted now: it is always in use.`);
    expect(await gate('--confirm-is-ok', 'reboot', name)).toEqual({ code: 1, stdout, stderr: '' });
  });

  test.each([
    ['no such server', ['update', 'nowhere']],
    ['no such action', ['explode', 'free']],
    ['nobody there', ['--url', 'http://127.0.0.1:1', 'update', 'free']],
    ['no such token', ['--token-file', '/nowhere', 'update', 'free']],
    ['an unknown flag', ['--forze', 'update', 'free']],
  ])('could not ask, %s: 2, and a sentence', async (_what, args) => {
    expect(await gate(...args)).toEqual({ code: 2, stdout: '', stderr: expect.stringMatching(/\S/) });
  });

  test('a token that does not open is no answer', async () => {
    const other = join(temporaryFolder(), 'token');
    writeFileSync(other, 'ctk_wrong');
    expect(await gate('--token-file', other, 'update', 'free')).toMatchObject({ code: 2, stdout: '' });
  });
});

test('the command takes its settings from the environment, and tells JSON', async () => {
  const env = { CARETAKER_GATE_URL: console.url, CARETAKER_GATE_TOKEN_FILE: tokenFile };
  const { code, stdout } = await caretaker(['gate', 'update', 'asked', '--json'], { dataDir: join(folder, 'none'), env });
  expect(code).toBe(1);
  expect(JSON.parse(stdout)).toMatchObject({
    allowed: false,
    answer: 'confirm',
    nextAllowedAt: null,
    reasons: [{ code: 'always_in_use' }],
  });
});

test('a wrong environment is 2 as well: nothing was asked', async () => {
  const env = { CARETAKER_GATE_URL: 'nonsense' };
  expect(await caretaker(['gate', 'update', 'free'], { dataDir: join(folder, 'none'), env })).toMatchObject({ code: 2, stdout: '' });
});

test('the script is served to machines', async () => {
  const { status, text } = await console.ask('GET', '/agent/gate.sh');
  expect(status).toBe(200);
  expect(text).toBe(readFileSync(SCRIPT, 'utf8'));
});
