import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, onTestFinished, vi } from 'vitest';
import { freePort } from '../../src/kernel/http/free-port.ts';
import { testNeeding } from '../needs.ts';
import { PASSWORD } from '../start/connection.ts';
import { startedConsole, temporaryFolder } from '../start/console-process.ts';

const PROJECT = new URL('../../', import.meta.url).pathname;
const AT = { timeout: 40_000, interval: 250 };

/** The player's program as people run it, without a window. */
function caretakerPlayer(words: readonly string[]) {
  const child = spawn(process.execPath, [join(PROJECT, 'src/player/main.ts'), ...words], { cwd: '/', stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  const hear = (text: string): void => {
    said += text;
  };
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', hear);
  const exit = once(child, 'exit');
  const end = async (): Promise<number | null> => {
    child.kill('SIGTERM');
    await exit;
    return child.exitCode;
  };
  onTestFinished(async () => void (await end()));
  return { said: () => said, end };
}

testNeeding(
  'chromium',
  'a player enrols at a freshly started console, appears, gets its group, shows its page in Chromium, reboots (dry run) and is recovered',
  async () => {
    const env = { CARETAKER_MQTT_PORT: String(await freePort('127.0.0.1')) };
    const console = await startedConsole({ dataDir: join(temporaryFolder(), 'data'), env });
    await console.setUp(console.setupToken);
    const bearer = await console.signIn('sam', PASSWORD);
    const ask = async (method: string, path: string, body?: unknown) => {
      const answer = await console.ask(method, `/api/screens${path}`, { bearer, ...(body === undefined ? {} : { body }) });
      expect(answer.status, answer.text).toBeLessThan(300);
      return answer.body;
    };
    const { code } = await ask('POST', '/enrolment-codes', {});
    const state = join(temporaryFolder(), 'player');
    const own = ['--console', console.url, '--state', state, '--headless', '--dry-run'];
    const player = caretakerPlayer([...own, '--code', String(code)]);

    const screens = async () =>
      (await ask('GET', '')) as { items: readonly { id: string; state: string; currentEventId: string | null }[] };
    await vi.waitFor(async () => expect((await screens()).items, player.said()).toMatchObject([{ state: 'healthy' }]), AT);
    const [screen] = (await screens()).items;
    if (screen === undefined) return;
    const group = await ask('POST', '/groups', { name: 'Hall' });
    await ask('POST', '/assign', { ids: [screen.id], groupId: group['id'] });
    const now = Temporal.Now.zonedDateTimeISO('UTC').toPlainDateTime();
    await ask('POST', '/events', {
      ...{
        title: 'Welcome',
        groupIds: [group['id']],
        timeZone: 'UTC',
        content: { type: 'message', html: '<h1>Welcome</h1>', level: 'info' },
      },
      ...{ start: now.subtract({ minutes: 5 }).toString().slice(0, 16), end: now.add({ hours: 1 }).toString().slice(0, 16) },
    });
    // What it says is what Chromium has drawn.
    await vi.waitFor(async () => expect((await screens()).items[0]?.currentEventId, player.said()).not.toBeNull(), AT);

    const { id } = await ask('POST', `/${screen.id}/restart`, { reason: 'a try' });
    const commandNow = () => ask('GET', `/commands/${String(id)}`);
    await vi.waitFor(async () => expect(await commandNow(), player.said()).toMatchObject({ status: 'completed' }), AT);
    const { steps } = (await commandNow()) as { steps: readonly { status: string }[] };
    expect(steps.map(({ status }) => status)).toEqual(
      expect.arrayContaining(['published', 'ack_received', 'execution_started', 'awaiting_reconnect', 'recovered', 'completed']),
    );
    expect(await player.end(), player.said()).toBe(0);
    // It is known from now on: it comes in again without a code.
    const again = caretakerPlayer(own);
    await vi.waitFor(() => expect(again.said()).toContain('runs.'), AT);
    expect(await again.end(), again.said()).toBe(0);
  },
  150_000,
);
