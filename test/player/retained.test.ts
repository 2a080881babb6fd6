import { join } from 'node:path';
import { connectAsync } from 'mqtt';
import { expect, onTestFinished, test, vi } from 'vitest';
import { freePort } from '../../src/kernel/http/free-port.ts';
import { EventList, LookAhead } from '../../src/modules/screens/contract/wire/content.ts';
import { PowerIntent } from '../../src/modules/screens/contract/wire/power.ts';
import type { Connection } from '../start/connection.ts';
import { PASSWORD } from '../start/connection.ts';
import { startedConsole, temporaryFolder, untilDatabaseIsGone } from '../start/console-process.ts';

const AT = { timeout: 30_000, interval: 100 };

const asker = (console: Connection, bearer: string) => async (method: string, path: string, body: unknown) => {
  const answer = await console.ask(method, `/api/screens${path}`, { bearer, body });
  expect(answer.status, answer.text).toBeLessThan(300);
  return answer.body;
};

test('after kill -9 of the console its broker has again what every group shows, how it goes on, and no intent that is over', async () => {
  const dataDir = join(temporaryFolder(), 'data');
  const env = { CARETAKER_MQTT_PORT: String(await freePort('127.0.0.1')) };
  const first = await startedConsole({ dataDir, env });
  await first.setUp(first.setupToken);
  const ask = asker(first, await first.signIn('sam', PASSWORD));
  const { code } = await ask('POST', '/enrolment-codes', {});
  const answer = await ask('POST', '/enrol', { code, uuid: crypto.randomUUID(), hardware: { hostname: 'hall' } });
  const { screenId, broker } = answer as { screenId: string; broker: { url: string; username: string; password: string } };
  const { id: groupId, number } = await ask('POST', '/groups', { name: 'Hall' });
  await ask('POST', '/assign', { ids: [screenId], groupId });
  const now = Temporal.Now.zonedDateTimeISO('UTC').toPlainDateTime();
  const wall = (at: Temporal.PlainDateTime): string => at.toString({ smallestUnit: 'minute' });
  await ask('POST', '/events', {
    ...{ title: 'Welcome', groupIds: [groupId], timeZone: 'UTC', content: { type: 'message', html: '<p>Welcome</p>', level: 'info' } },
    ...{ start: wall(now.subtract({ minutes: 5 })), end: wall(now.add({ hours: 1 })) },
  });
  await first.end('SIGKILL');
  await untilDatabaseIsGone(dataDir);

  const second = await startedConsole({ dataDir, env });
  const kept = new Map<string, string>();
  const { username, password } = broker;
  const client = await connectAsync(broker.url.replace('localhost', '127.0.0.1'), { username, password, protocolVersion: 4 });
  onTestFinished(() => client.endAsync(true));
  client.on('message', (topic, payload) => void kept.set(topic, payload.toString()));
  const topics = [`events/${String(number)}`, `schedule/${String(number)}`, `groups/${String(number)}/power/intent`];
  await client.subscribeAsync(
    topics.map((topic) => `infoscreen/${topic}`),
    { qos: 1 },
  );
  const [list, ahead, intent] = topics.map((topic) => () => JSON.parse(kept.get(`infoscreen/${topic}`) ?? 'null'));
  await vi.waitFor(() => expect(EventList.parse(list?.()).map(({ title }) => title)).toEqual(['Welcome']), AT);
  await vi.waitFor(() => expect(LookAhead.parse(ahead?.()).events.map(({ title }) => title)).toEqual(['Welcome']), AT);
  await vi.waitFor(() => {
    const { desired_state, expires_at } = PowerIntent.parse(intent?.());
    expect(desired_state).toBe('on');
    expect(Temporal.Instant.from(expires_at).since(Temporal.Now.instant()).sign).toBe(1);
  }, AT);
  expect((await second.end('SIGTERM')).code).toBe(0);
}, 90_000);
