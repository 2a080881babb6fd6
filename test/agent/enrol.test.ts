import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { testDatabase } from '../../src/kernel/testing/database.ts';
import { itemsOf } from '../start/connection.ts';
import { type RunningProcess, startedConsole, temporaryFolder } from '../start/console-process.ts';
import { Host } from './host.ts';

const { url: databaseUrl } = await testDatabase();

let console: RunningProcess;
let bearer: string;
let host: Host;

beforeAll(async () => {
  const env = { CARETAKER_DATABASE_URL: databaseUrl };
  console = await startedConsole({ dataDir: join(temporaryFolder(), 'data'), env, isForFile: true });
  await console.setUp(console.setupToken);
  bearer = await console.signIn();
});

beforeEach(() => {
  host = bootedFromImage('one machine');
});
afterEach(() => host.remove());

/** A made-up machine without pending updates. */
function bootedFromImage(machineId: string, sender = 'curl'): Host {
  const made = new Host();
  made.link(sender);
  made.write('etc/machine-id', machineId);
  made.folder('var/lib/apt/lists');
  made.write('var/lib/apt/lists/deb.example_dists_stable_main_binary-amd64_Packages');
  made.fake('apt-get', ':');
  made.fake('apt', ':');
  return made;
}

async function enrolmentToken(uses = 1): Promise<string> {
  const expiresAt = Temporal.Now.instant().add({ hours: 1 }).toString();
  const { body } = await console.ask('POST', '/api/servers/enrolment-tokens', { bearer, body: { name: 'image', uses, expiresAt } });
  return String(body['token']);
}

const servers = async () => itemsOf(await console.ask('GET', '/api/servers?limit=200', { bearer }));
const tokenFile = (on = host) => join(on.root, 'var/report-token');
const boot = (on = host) =>
  on.start(['--url', console.url, '--enrol', join(on.root, 'etc/enrolment-token'), '--token-file', tokenFile(on)]);

describe.each(['curl', 'wget'])('with %s', (sender) => {
  test('the first start makes a server and reports, the next ones only report', async () => {
    const made = bootedFromImage(`a machine with ${sender}`, sender);
    made.write('etc/enrolment-token', `${await enrolmentToken()}\n`);
    const before = (await servers()).length;
    expect(await boot(made)).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(made.read('var/report-token')).toMatch(/^ctr_[\w-]{43}\n$/);
    expect(made.mode('var/report-token')).toBe('600');
    const after = await servers();
    expect(after).toHaveLength(before + 1);
    expect(after.filter(({ reportState }) => reportState === 'unknown')).toEqual([]);
    expect(await boot(made)).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(await servers()).toHaveLength(before + 1);
    made.remove();
  });
});

test('a copy of what reports already is refused with a sentence', async () => {
  const token = await enrolmentToken(5);
  host.write('etc/enrolment-token', token);
  expect((await boot()).code).toBe(0);
  const copy = bootedFromImage('one machine');
  copy.write('etc/enrolment-token', token);
  expect(await boot(copy)).toMatchObject({ code: 5, stdout: '', stderr: expect.stringContaining('reports as a server already') });
  copy.remove();
});

test.each([
  ['a token that does not open', 'cte_wrong', 5, /does not accept this enrolment token/],
  ['a file with something else', 'one two\u00e9', 2, /characters that no token has/],
  ['an empty file', '', 2, /is empty/],
])('%s: a sentence, and no token file with anything in it', async (_what, text, code, sentence) => {
  host.write('etc/enrolment-token', text);
  expect(await boot()).toMatchObject({ code, stdout: '', stderr: expect.stringMatching(sentence) });
  if (host.has('var/report-token')) expect(host.read('var/report-token')).toBe('');
});

test('no file, no console', async () => {
  expect(await boot()).toMatchObject({ code: 2, stderr: expect.stringMatching(/cannot be read/) });
  host.write('etc/enrolment-token', 'cte_x');
  const args = ['--url', 'http://127.0.0.1:1', '--enrol', join(host.root, 'etc/enrolment-token'), '--token-file', tokenFile()];
  // Without the wait between tries, which a test has no time for.
  host.fake('curl', 'exit 7');
  expect(await host.start(args)).toMatchObject({ code: 4, stderr: expect.stringMatching(/did not answer/) });
});

test('no argument ever shows the enrolment token', async () => {
  host.write('etc/machine-id', 'a machine that is watched');
  const token = await enrolmentToken();
  host.write('etc/enrolment-token', token);
  host.fake('curl', `echo "$*" >> ${host.root}/tmp/arguments; exec ${await pathOf('curl')} "$@"`);
  expect((await boot()).code).toBe(0);
  expect(host.read('tmp/arguments')).toContain('/api/servers/enrol');
  expect(host.read('tmp/arguments')).not.toMatch(/cte_|ctr_/);
});

async function pathOf(program: string): Promise<string> {
  const child = spawn('/bin/sh', ['-c', 'command -v "$1"', 'sh', program]);
  let path = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    path += text;
  });
  await once(child, 'close');
  return path.trim();
}
