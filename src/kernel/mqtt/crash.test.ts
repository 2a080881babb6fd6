import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test, vi } from 'vitest';
import { testNeeding } from '../../../test/needs.ts';
import { mosquitto } from './testing/mosquitto.ts';
import { atEnd, device, testFolder } from './testing/mqtt-house.ts';

interface Crashing {
  /** Of its embedded broker. */
  readonly port: number;
  heard(): readonly string[];
  kill(): Promise<void>;
}

async function console(dataDir: string, manner: 'hang' | 'hear', url = ''): Promise<Crashing> {
  const script = new URL('./testing/crash-console.ts', import.meta.url).pathname;
  const child = spawn(process.execPath, [script, dataDir, '0', manner, url], { stdio: ['ignore', 'pipe', 'inherit'] });
  const kill = atEnd(async () => {
    child.kill('SIGKILL');
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  });
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  await vi.waitUntil(() => /listens \d+\n/.test(said), { timeout: 15_000, interval: 20 });
  return {
    port: Number(/listens (\d+)/.exec(said)?.[1]),
    heard: () => [...said.matchAll(/heard (.*)\n/g)].map(([, text = '']) => text),
    kill,
  };
}

test('kill -9: what the broker acknowledged is handled after the next start, in order; what it kept is there', async () => {
  const dataDir = testFolder();
  const first = await console(dataDir, 'hang');
  const { client } = await device(first.port, 'red');
  const notes = Array.from({ length: 300 }, (_none, index) => String(index));
  const acknowledged: string[] = [];
  for (const note of notes) {
    client.publish('say/red/note', note, { qos: 1 }, (error) => {
      if (!error) acknowledged.push(note);
    });
  }
  await client.publishAsync('say/red/state', 'mine', { qos: 1, retain: true });
  await vi.waitFor(() => expect(acknowledged.length).toBeGreaterThan(100));
  await first.kill();
  const second = await console(dataDir, 'hear');
  await vi.waitFor(() => expect(second.heard().slice(0, acknowledged.length)).toEqual(acknowledged), 10_000);
  const { client: blue, heard } = await device(second.port, 'blue');
  await blue.subscribeAsync('say/+/state', { qos: 1 });
  await vi.waitFor(() =>
    expect(heard.filter((one) => one.endsWith('(kept)')).toSorted()).toEqual(['say/console/state up (kept)', 'say/red/state mine (kept)']),
  );
});

testNeeding('mosquitto', 'kill -9 with a broker elsewhere: it keeps what the console had not handled', async () => {
  const { port, url } = await mosquitto();
  const dataDir = testFolder();
  const first = await console(dataDir, 'hang', url);
  const { client } = await device(port, 'red');
  const notes = Array.from({ length: 50 }, (_none, index) => String(index));
  for (const note of notes) await client.publishAsync('say/red/note', note, { qos: 1 });
  await first.kill();
  await client.publishAsync('say/red/note', 'while away', { qos: 1 });
  const second = await console(dataDir, 'hear', url);
  await vi.waitFor(() => expect(second.heard()).toEqual([...notes, 'while away']), 10_000);
});

testNeeding(
  'mosquitto',
  'two consoles at a broker elsewhere: nothing is handled twice, and when one of them dies nothing is lost',
  async () => {
    const { port, url } = await mosquitto();
    const [dataDir, otherDir] = [testFolder(), testFolder()];
    const [dying, living] = [await console(dataDir, 'hear', url), await console(otherDir, 'hear', url)];
    const { client } = await device(port, 'red');
    const together = (): readonly string[] => [...dying.heard(), ...living.heard()].toSorted((one, other) => Number(one) - Number(other));
    const notes = Array.from({ length: 600 }, (_none, index) => String(index));
    for (const note of notes.slice(0, 200)) await client.publishAsync('say/red/note', note, { qos: 1 });
    await vi.waitFor(() => expect(together()).toEqual(notes.slice(0, 200)));
    expect([dying.heard().length > 50, living.heard().length > 50]).toEqual([true, true]);
    const talking = (async () => {
      for (const note of notes.slice(200)) await client.publishAsync('say/red/note', note, { qos: 1 });
    })();
    await vi.waitFor(() => expect(together().length).toBeGreaterThan(250), { interval: 2 });
    await dying.kill();
    await talking;
    // What was given to the dead one after its death, and before it without an answer.
    await vi.waitFor(() => expect(new Set(together())).toEqual(new Set(notes)), 20_000);
    // Twice only what the dying one had handled and not acknowledged yet.
    expect(together().length - notes.length).toBeLessThan(20);
    for (const note of ['600', '601', '602', '603']) await client.publishAsync('say/red/note', note, { qos: 1 });
    await vi.waitFor(() => expect(living.heard()).toEqual(expect.arrayContaining(['600', '601', '602', '603'])));
    const back = await console(dataDir, 'hear', url);
    for (const note of notes.slice(0, 40)) await client.publishAsync('say/red/note', note, { qos: 1 });
    await vi.waitFor(() => expect(back.heard().length).toBeGreaterThan(10));
  },
  60_000,
);
