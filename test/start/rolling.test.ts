import { once } from 'node:events';
import { Agent, get, type IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, vi } from 'vitest';
import { testNeeding } from '../needs.ts';
import { type Balancer, balancer } from './balancer.ts';
import { type Answer, connectionTo, everyItem } from './connection.ts';
import type { RunningProcess } from './console-process.ts';
import { expectOneAtATime, furnish, leaseIn, type Many, recordLeases, reignsIn, timesOfLeading, withMany } from './many.ts';
import { QUICK_PERIODS } from './quick-console.ts';

const DRAIN = { CARETAKER_DRAIN_SECONDS: '1', CARETAKER_TRUST_PROXY: '127.0.0.1' };
// Several starts each, on a machine that does ten other things.
vi.setConfig({ testTimeout: 150_000 });

const soon = { timeout: 25_000, interval: 20 };

testNeeding('postgresql', 'a rolling restart under load: no request fails, and never do two lead', () =>
  withMany(async (many) => {
    const front = await balancer();
    let running = [await many.start({ env: DRAIN }), await many.start({ env: DRAIN })];
    for (const { url } of running) front.add(url);
    // Each start replaces the link of the one before.
    const bearer = await furnish(running.at(-1) ?? expect.fail('two were started'));
    await vi.waitFor(() => expect(front.ready()).toHaveLength(2), soon);
    await recordLeases(many);
    const load = askThroughout(front, bearer);
    await vi.waitFor(() => expect(load.answers.length).toBeGreaterThan(50), soon);

    const everybody = [...running];
    // Each of the two, and one of their replacements: whoever leads is among them.
    for (let turn = 0; turn < 3; turn += 1) {
      const [oldest = expect.fail('two run'), ...others] = running;
      const replacement = await replace(many, front, oldest);
      everybody.push(replacement);
      running = [...others, replacement];
    }
    await load.stop();

    expect(new Set(load.answers.map(({ status, text }) => (status < 300 ? status : `${status} ${text}`)))).toEqual(new Set([200, 201]));
    expect(load.answers.length).toBeGreaterThan(200);
    const names = new Set((await everyItem(running[0] ?? expect.fail('two run'), '/api/servers', bearer)).map(({ name }) => name));
    expect(load.made().filter((name) => !names.has(name))).toEqual([]);
    const reigns = await reignsIn(many);
    expect(reigns.length).toBeGreaterThanOrEqual(2);
    expectOneAtATime(reigns, QUICK_PERIODS.stale);
    const times = everybody.flatMap(timesOfLeading).toSorted((a, b) => a.from - b.from);
    for (const [index, { from }] of times.slice(1).entries()) {
      const before = times[index]?.to ?? 0;
      expect(from).toBeGreaterThanOrEqual(before);
      expect(from - before).toBeLessThan(2_000);
    }
  }),
);

/** Ends one as a deployment does, and puts a new one in its place; the balancer learns of the first by itself. */
async function replace(many: Many, front: Balancer, oldest: RunningProcess): Promise<RunningProcess> {
  expect(await oldest.end('SIGTERM')).toMatchObject({ code: 0, stderr: '' });
  front.remove(oldest.url);
  const next = await many.start({ env: DRAIN });
  front.add(next.url);
  await vi.waitFor(() => expect(front.ready()).toContain(next.url), soon);
  return next;
}

/** Six callers, each with an address of its own, who read and write by turns until they are told to stop. */
function askThroughout({ url }: Balancer, bearer: string) {
  const { ask } = connectionTo(url);
  const answers: Answer[] = [];
  let isTold = false;
  let count = 0;
  const callers = Array.from({ length: 6 }, async (_none, caller) => {
    const headers = { 'x-forwarded-for': `192.0.2.${caller + 1}` };
    while (!isTold) {
      count += 1;
      const name = `srv${count}`;
      answers.push(await ask('POST', '/api/servers', { bearer, headers, body: { name, hostname: name } }));
      answers.push(await ask('GET', '/api/servers?limit=5', { bearer, headers }));
      await sleep(20);
    }
  });
  const asking = Promise.all(callers);
  // Whatever else ends the test, they end with it; what they met is told by `stop`.
  asking.catch(() => {});
  onTestFinished(() => {
    isTold = true;
  });
  return {
    answers,
    made: () => answers.filter(({ status }) => status === 201).map(({ body }) => String(body['name'])),
    async stop() {
      isTold = true;
      await asking;
    },
  };
}

testNeeding('postgresql', 'told to end, it is not ready first, serves on for its time, and lets go of kept connections', () =>
  withMany(async (many) => {
    const console = await many.start({ env: { ...DRAIN, CARETAKER_DRAIN_SECONDS: '3' } });
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const before = await answerTo(console, agent);
    expect(before).toEqual({ status: 200, connection: 'keep-alive' });
    const toldAt = Date.now();
    const exit = console.end('SIGTERM');
    await expect.poll(async () => (await console.ask('GET', '/readiness')).status, soon).toBe(503);
    expect((await console.ask('GET', '/readiness')).body).toMatchObject({
      status: 'not-ready',
      checks: { stopping: { status: 'failing', detail: 'The console has been told to end.' } },
    });
    expect(await answerTo(console, agent)).toEqual({ status: 200, connection: 'close' });
    expect((await console.ask('GET', '/api/setup')).status).toBe(200);
    // The lease does not wait for the callers.
    await vi.waitFor(async () => expect((await leaseIn(many))?.released_at).not.toBeNull(), soon);
    expect((await console.ask('GET', '/healthz')).status).toBe(200);
    await expect.poll(() => console.ask('GET', '/healthz').catch(() => 'refused'), { ...soon, interval: 10 }).toBe('refused');
    expect(Date.now() - toldAt).toBeGreaterThanOrEqual(3_000);
    expect(await exit).toMatchObject({ code: 0, stderr: '' });
    agent.destroy();
  }),
);

async function answerTo({ url }: RunningProcess, agent: Agent): Promise<{ status: number | undefined; connection: string | undefined }> {
  const [reply] = (await once(get(`${url}/healthz`, { agent }), 'response')) as [IncomingMessage];
  reply.resume();
  await once(reply, 'end');
  return { status: reply.statusCode, connection: reply.headers.connection };
}
