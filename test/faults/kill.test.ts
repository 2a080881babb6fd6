import { join } from 'node:path';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { livePostmaster } from '../../src/kernel/db/embedded/postmaster.ts';
import { PASSWORD } from '../start/connection.ts';
import { startedConsole, temporaryFolder, untilDatabaseIsGone } from '../start/console-process.ts';
import { type Books, keepBooks } from './books.ts';
import { type Receiver, startReceiver } from './receiver.ts';

/** Each death comes at another moment of the load. */
const DEATHS = 50;
const LONG = 600_000;

let receiver: Receiver;
beforeAll(async () => {
  receiver = await startReceiver();
  return () => receiver.stop();
});

const counting = (dataDir: string) =>
  startedConsole({
    dataDir,
    main: new URL('./counting-console.ts', import.meta.url).pathname,
    words: [receiver.url],
    // The writers say which of many clients they are.
    env: { CARETAKER_TRUST_PROXY: '127.0.0.1' },
  });

/** A folder with a superadmin in it, and the way to start a console there. */
async function furnished(): Promise<string> {
  const dataDir = join(temporaryFolder(), 'data');
  const first = await counting(dataDir);
  expect((await first.setUp(first.setupToken)).status).toBe(201);
  expect((await first.end('SIGTERM')).code).toBe(0);
  return dataDir;
}

test(
  `${DEATHS} times kill -9 of the console under writes: it starts again by itself, and nothing is lost or done twice`,
  async () => {
    const dataDir = await furnished();
    const books = keepBooks();
    for (let death = 0; death < DEATHS; death += 1) {
      const console = await counting(dataDir);
      const writing = books.write(console, await console.signIn('sam', PASSWORD));
      await pause(death);
      await console.end('SIGKILL');
      await writing;
      await untilDatabaseIsGone(dataDir);
    }
    expect(books.acknowledged.size).toBeGreaterThan(DEATHS);
    const console = await counting(dataDir);
    onTestFinished(async () => void (await console.end('SIGTERM')));
    await settled(dataDir, books);
  },
  LONG,
);

test(
  `${DEATHS} times kill -9 of the database under writes: the console brings it back, and nothing is lost or done twice`,
  async () => {
    const dataDir = await furnished();
    const books = keepBooks();
    const console = await counting(dataDir);
    const bearer = await console.signIn('sam', PASSWORD);
    const postmaster = () => livePostmaster(join(dataDir, 'postgres'));
    let killed: number | null = null;
    for (let death = 0; death < DEATHS; death += 1) {
      // Backends that their postmaster's death has left behind answer for a moment longer.
      await expect.poll(postmaster, { timeout: 30_000, interval: 20 }).toSatisfy((pid) => pid !== null && pid !== killed);
      const before = books.acknowledged.size;
      const writing = books.write(console, bearer);
      // Not the next death before the house has healed from the last one.
      await expect.poll(() => books.acknowledged.size, { timeout: 30_000, interval: 20 }).toBeGreaterThan(before);
      await pause(death);
      killed = postmaster() ?? expect.fail('no database runs');
      process.kill(killed, 'SIGKILL');
      books.rest();
      await writing;
    }
    await settled(dataDir, books);
    const { status, body } = await console.ask('GET', '/readiness');
    expect({ status, body }).toMatchObject({ status: 200, body: { status: 'ready' } });
  },
  LONG,
);

/** From a fifth of a second to one, another length each time. */
const pause = (round: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, 200 + ((round * 7_919) % 17) * 50));

/** Waits until all jobs are done, then compares what was promised with what is there. */
async function settled(dataDir: string, books: Books): Promise<void> {
  // Whoever was refused was told that the database is away, and nothing else.
  expect([...books.refused.keys()].filter((code) => code !== 'kernel.database_unavailable')).toEqual([]);
  // A job whose worker died is given out again when its claim has run out; its calls and effects then follow.
  const done = await books.settle(dataDir);
  expect([...books.acknowledged].filter((id) => !done.asked.has(id))).toEqual([]);
  const effects = [...done.asked].map((id) => done.effects.get(id) ?? 0);
  expect(effects.filter((times) => times !== 1)).toEqual([]);
  // A call may leave twice, but then under one key: whoever keeps keys does it once.
  for (const id of done.asked) expect([...(receiver.keysOf(id) ?? [])]).toHaveLength(1);
}
