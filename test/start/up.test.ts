import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { cpSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { freePort } from '../../src/kernel/http/free-port.ts';
import { connectionTo } from './connection.ts';
import { temporaryFolder, untilDatabaseIsGone } from './console-process.ts';

const PROJECT = new URL('../../', import.meta.url).pathname;

test('npm run up: from a checkout to a page, and SIGTERM to npm ends everything; the second start builds and installs nothing', async () => {
  const checkout = freshCheckout();
  const first = await up(checkout);
  expect(first.said()).toContain('Building the pages.');
  expect(first.said()).toMatch(/Make the first account \(this link works once\): http:\/\/localhost:\d+\/setup#token=\S+/);
  const page = await first.console.ask('GET', '/');
  expect(page).toMatchObject({ status: 200, text: expect.stringContaining('<div id="root">') });
  expect(await first.stop()).toBe(0);
  await untilDatabaseIsGone(first.dataDir);

  const built = statSync(join(checkout, 'dist/web/index.html')).mtimeMs;
  const second = await up(checkout);
  expect(second.said()).not.toMatch(/Building|Installing/);
  expect(statSync(join(checkout, 'dist/web/index.html')).mtimeMs).toBe(built);
  expect(await second.stop()).toBe(0);
  await untilDatabaseIsGone(second.dataDir);
}, 120_000);

/** The project's files without what it made, and what is installed by a link: installing anew takes longer than all other tests. */
function freshCheckout(): string {
  const checkout = join(temporaryFolder(), 'caretaker');
  mkdirSync(checkout);
  const made = ['.git', '.env', 'data', 'dist', 'node_modules', 'test-results'];
  for (const name of readdirSync(PROJECT).filter((entry) => !made.includes(entry)))
    cpSync(join(PROJECT, name), join(checkout, name), { recursive: true });
  // Otherwise `up` would install, and through the link, into the project itself.
  expect(readFileSync(join(PROJECT, 'node_modules/.caretaker-installed'), 'utf8')).toBe(hashOfLockfile(checkout));
  symlinkSync(join(PROJECT, 'node_modules'), join(checkout, 'node_modules'));
  return checkout;
}

const hashOfLockfile = (folder: string): string =>
  createHash('sha256')
    .update(readFileSync(join(folder, 'package-lock.json')))
    .update(readFileSync(join(folder, 'package.json')))
    .digest('hex');

async function up(checkout: string) {
  const port = await freePort('127.0.0.1');
  const env = { ...process.env, CARETAKER_PORT: String(port), CARETAKER_MQTT_PORT: '0', CARETAKER_DATA_DIR: undefined };
  const npm = spawn('npm', ['run', 'up'], { cwd: checkout, env, stdio: ['ignore', 'pipe', 'pipe'] });
  onTestFinished(() => void spawnSync('kill', ['-KILL', String(npm.pid)]));
  let said = '';
  for (const stream of [npm.stdout, npm.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
  }
  const gone = once(npm, 'close');
  const console = connectionTo(`http://127.0.0.1:${port}`);
  const answers = () =>
    console.ask('GET', '/readiness').then(
      ({ status }) => status === 200,
      () => false, // Nobody listens yet.
    );
  await vi.waitUntil(async () => npm.exitCode !== null || (await answers()), { timeout: 60_000, interval: 50 });
  expect(npm.exitCode, said).toBeNull();
  return {
    console,
    said: () => said,
    dataDir: join(checkout, 'data'),
    async stop() {
      npm.kill('SIGTERM');
      // Its pipes are held by the console, too: they close when that has ended.
      await gone;
      return npm.exitCode;
    },
  };
}
