import { statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { SERVERS } from '../../src/demo/estate/plan.ts';
import { type Connection, connectionTo, everyItem } from './connection.ts';
import { launch, temporaryFolder } from './console-process.ts';

/** A demo as people start it, signed in with what it printed. */
async function startedDemo(
  dataDir: string,
): Promise<Connection & { readonly bearer: string; readonly password: string; stop(): Promise<unknown> }> {
  const process = launch(['demo'], { dataDir });
  const said = /demo is running: (\S+)\n\s+Sign in as demo with the password (\S+)/;
  await vi.waitUntil(() => said.test(process.said()) || process.hasEnded(), { timeout: 90_000, interval: 50 });
  const [, url, password] = said.exec(process.said()) ?? [];
  if (url === undefined || password === undefined) throw new Error(`The demo did not start: ${JSON.stringify(await process.ended)}`);
  const connection = connectionTo(url);
  return { ...connection, password, bearer: await connection.signIn('demo', password), stop: () => process.end('SIGTERM') };
}

const storiesOf = async (demo: Connection & { readonly bearer: string }): Promise<string> =>
  JSON.stringify(await everyItem(demo, '/api/today?tab=anyone', demo.bearer));

test('the demo lives: machines report, what is broken is found, what is healed is over, and a second start tells the same story', async () => {
  const dataDir = join(temporaryFolder(), 'data');
  const first = await startedDemo(dataDir);
  const reported = async () => {
    const servers = await everyItem(first, '/api/servers', first.bearer);
    return servers.filter(({ reportState }) => reportState === 'ok').length;
  };
  await expect.poll(reported, { timeout: 30_000, interval: 500 }).toBe(SERVERS.length);
  expect(statSync(join(dataDir, 'demo.json')).mode & 0o777).toBe(0o600);

  expect(await storiesOf(first)).not.toContain('clock-skew');
  expect((await first.ask('POST', '/api/demo/faults/clock', { bearer: first.bearer, body: {} })).status).toBe(200);
  await expect.poll(() => storiesOf(first), { timeout: 15_000, interval: 250 }).toContain('clock-skew');
  expect((await first.ask('DELETE', '/api/demo/faults/clock', { bearer: first.bearer })).status).toBe(200);
  await expect.poll(() => storiesOf(first), { timeout: 15_000, interval: 250 }).not.toContain('clock-skew');
  expect((await first.ask('GET', '/api/demo')).status).toBe(401);
  await first.stop();

  const second = await startedDemo(dataDir);
  expect(second.password).toBe(first.password);
  expect(await everyItem(second, '/api/servers', second.bearer)).toHaveLength(SERVERS.length);
  await second.stop();
}, 180_000);
