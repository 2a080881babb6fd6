import { readdirSync, readFileSync } from 'node:fs';
import { beforeAll, expect, test } from 'vitest';
import { type Answer, type Connection, itemsOf } from './connection.ts';
import { postmasterOf, type RunningProcess, startedConsole } from './console-process.ts';
import { furnishedFolders } from './house.ts';

let furnished: () => string;
beforeAll(async () => {
  furnished = await furnishedFolders();
});

test.each([
  ['the database', ({ dataDir }: RunningProcess) => postmasterOf(dataDir)],
  ['one of its processes', ({ dataDir }: RunningProcess) => oneBackendOf(postmasterOf(dataDir))],
])(
  'kill -9 of %s under requests: 503 with a sentence meanwhile, never a 500, then all is well and nothing is lost',
  async (_what, victim) => {
    const console = await startedConsole({ dataDir: furnished() });
    const bearer = await console.signIn();
    const askers = askUntilTold(console, bearer);
    await expect.poll(() => askers.made().length, { timeout: 10_000 }).toBeGreaterThan(5);

    process.kill(victim(console), 'SIGKILL');
    await expect.poll(() => askers.answers.some(({ status }) => status === 503), { timeout: 10_000, interval: 10 }).toBe(true);
    const before = askers.made().length;
    await expect.poll(() => askers.made().length, { timeout: 15_000 }).toBeGreaterThan(before + 5);
    await askers.stop();

    expect(new Set(askers.answers.map(({ status }) => status))).toEqual(new Set([200, 201, 503]));
    for (const { status, body, headers } of askers.answers.filter((answer) => answer.status === 503)) {
      expect(headers.get('content-type')).toContain('application/problem+json');
      expect(body).toMatchObject({ status, code: 'kernel.database_unavailable', title: expect.stringMatching(/^The database .*\.$/) });
    }
    const there = itemsOf(await console.ask('GET', '/api/servers?limit=200', { bearer })).map(({ name }) => name);
    for (const name of askers.made()) expect(there).toContain(name);
    await expect.poll(() => readiness(console), { timeout: 10_000 }).toEqual({ status: 200, says: 'ready' });
  },
);

test('readiness tells while the database is away, and health stays that of the process', async () => {
  const console = await startedConsole({ dataDir: furnished() });
  expect(await readiness(console)).toEqual({ status: 200, says: 'ready' });
  // Frozen: it neither answers nor ends, like a disk that hangs.
  const frozen = processesOf(postmasterOf(console.dataDir));
  for (const pid of frozen) process.kill(pid, 'SIGSTOP');
  try {
    const { status, body } = await console.ask('GET', '/readiness');
    expect({ status, body }).toMatchObject({
      status: 503,
      body: { status: 'not-ready', checks: { database: { status: 'failing', detail: 'No answer within 2 s.' } } },
    });
    expect(await console.ask('GET', '/healthz')).toMatchObject({ status: 200, body: { status: 'alive' } });
  } finally {
    for (const pid of frozen) process.kill(pid, 'SIGCONT');
  }
  await expect.poll(() => readiness(console), { timeout: 10_000 }).toEqual({ status: 200, says: 'ready' });
});

async function readiness({ ask }: Connection): Promise<{ status: number; says: unknown }> {
  const { status, body } = await ask('GET', '/readiness');
  return { status, says: body['status'] };
}

/** Reads and writes without a pause. */
function askUntilTold({ ask }: Connection, bearer: string) {
  const answers: Answer[] = [];
  let isTold = false;
  let count = 0;
  const asking = Array.from({ length: 4 }, async () => {
    while (!isTold) {
      count += 1;
      const name = `srv${count}`;
      answers.push(await ask('POST', '/api/servers', { bearer, body: { name, hostname: name } }));
      answers.push(await ask('GET', '/api/servers?limit=5', { bearer }));
    }
  });
  return {
    answers,
    /** Names of the servers that the console said it had made. */
    made: () => answers.filter(({ status }) => status === 201).map(({ body }) => String(body['name'])),
    stop: async () => {
      isTold = true;
      await Promise.all(asking);
    },
  };
}

/** A process of the database that serves the console's own connections. */
function oneBackendOf(postmaster: number): number {
  const backend = processesOf(postmaster).find((pid) => readFileSync(`/proc/${pid}/cmdline`, 'utf8').startsWith('postgres: caretaker'));
  return backend ?? expect.fail('nobody is connected');
}

/** The postmaster and its children. */
const processesOf = (postmaster: number): readonly number[] => [
  postmaster,
  ...readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => parentOf(pid) === postmaster),
];

function parentOf(pid: number): number | null {
  try {
    return Number(readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) . (\d+) .*$/s, '$1'));
  } catch {
    return null; // It ended while it was looked at.
  }
}
