import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { systemClock } from '../../shared/time.ts';
import { createLog } from '../log/log.ts';
import { createMetrics } from '../metrics/create-metrics.ts';
import { createDispatch, type Delivery, type DispatchParts } from './dispatch.ts';
import { createMqttMetrics } from './mqtt-metrics.ts';
import { createSeldomLog } from './seldom-log.ts';
import { type Subscription, subscription } from './subscription.ts';

function house(subscriptions: readonly Subscription[], limits: Partial<DispatchParts> = {}) {
  const lines: string[] = [];
  const log = createLog({ level: 'info', format: 'json' }, { write: (line) => void lines.push(line) });
  const metrics = createMetrics();
  const seldom = createSeldomLog({ log, clock: systemClock });
  const parts = { clock: systemClock, log, metrics: createMqttMetrics(metrics), seldom, firstPauseMs: 5 };
  const said = (): string[] => lines.map((line) => String(JSON.parse(line).msg));
  return { dispatch: createDispatch(subscriptions, { ...parts, ...limits }), said, series: () => metrics.registry.metrics() };
}

const done: string[] = [];
const delivery = (topic: string, text: string, more: Partial<Delivery> = {}): Delivery => ({
  topic,
  payload: Buffer.from(text),
  retained: false,
  receivedAt: systemClock.now(),
  isOwed: true,
  done: () => void done.push(text),
  isStale: () => false,
  ...more,
});

test('messages of one topic are handled in their order, one after the other; those of others beside them', async () => {
  const seen: Record<string, string[]> = {};
  let [running, most] = [0, 0];
  const busy = new Set<string>();
  const any = subscription({
    topic: 'a/:id',
    payload: 'text',
    async handle({ params: { id }, payload }) {
      expect(busy.has(id)).toBe(false);
      busy.add(id);
      running += 1;
      most = Math.max(most, running);
      await sleep(Math.random() * 3);
      busy.delete(id);
      running -= 1;
      seen[id] = [...(seen[id] ?? []), payload];
    },
  });
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(5), { minLength: 1, maxLength: 60 }), async (ids) => {
      for (const id of ids) seen[String(id)] = [];
      const { dispatch } = house([any], { atOnce: 4 });
      for (const [index, id] of ids.entries()) expect(dispatch.take(delivery(`a/${id}`, String(index)))).toBeNull();
      await vi.waitFor(() => expect(Object.values(seen).flat()).toHaveLength(ids.length), { timeout: 5_000, interval: 2 });
      for (const id of new Set(ids)) {
        expect(seen[String(id)]).toEqual([...ids.entries()].filter(([, of]) => of === id).map(([index]) => String(index)));
      }
      for (const id of ids) delete seen[String(id)];
      await dispatch.stop();
    }),
    { numRuns: 20 },
  );
  expect(most).toBeGreaterThan(1);
  expect(most).toBeLessThanOrEqual(4);
});

test('a message counts as done after every subscriber has handled it, also where one of them cannot read it', async () => {
  const order: string[] = [];
  const slow = subscription({
    topic: 'b/:id',
    payload: 'text',
    handle: async () => {
      await sleep(20);
      order.push('slow');
    },
  });
  const picky = subscription({ topic: 'b/:id', payload: 'text', maxBytes: 1, handle: async () => void order.push('never') });
  const { dispatch, series, said } = house([slow, picky]);
  void dispatch.take(delivery('b/1', 'long', { done: () => void order.push('done') }));
  await vi.waitFor(() => expect(order).toEqual(['slow', 'done']));
  expect(await series()).toContain('caretaker_mqtt_messages_total{topic="b/:id",outcome="malformed"} 1');
  expect(said()).toEqual(['a message could not be read']);
});

test('what is malformed a thousand times is counted a thousand times and logged once', async () => {
  const picky = subscription({ topic: 'b/:id', payload: 'text', maxBytes: 1, handle: async () => {} });
  const { dispatch, series, said } = house([picky], { maxWaiting: 10_000 });
  let acknowledged = 0;
  for (let index = 0; index < 1_000; index += 1) {
    const acknowledge = () => {
      acknowledged += 1;
    };
    void dispatch.take(delivery(`b/${index}`, 'long', { done: acknowledge }));
  }
  await vi.waitFor(() => expect(acknowledged).toBe(1_000));
  expect(await series()).toContain('outcome="malformed"} 1000');
  expect(said()).toHaveLength(1);
});

test('a handler that fails is tried again; one that always fails gives the message up, and the next one has its turn', async () => {
  const tries: string[] = [];
  const flaky = subscription({
    topic: 'c',
    payload: 'text',
    async handle({ payload }) {
      tries.push(payload);
      if (payload === 'poison' || tries.length === 1) throw new Error('no');
    },
  });
  const { dispatch, series, said } = house([flaky]);
  done.length = 0;
  for (const text of ['first', 'poison', 'last']) void dispatch.take(delivery('c', text));
  await vi.waitFor(() => expect(done).toEqual(['first', 'poison', 'last']));
  expect(tries).toEqual(['first', 'first', 'poison', 'poison', 'poison', 'last']);
  expect(await series()).toContain('outcome="failed"} 1');
  expect(said()).toContain('a message could not be handled and is given up');
});

test('while the database is away a message waits for it, however often that fails', async () => {
  let tries = 0;
  const waiting = subscription({
    topic: 'd',
    payload: 'text',
    async handle() {
      tries += 1;
      if (tries < 6) throw Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED', syscall: 'connect' });
    },
  });
  const { dispatch } = house([waiting]);
  done.length = 0;
  void dispatch.take(delivery('d', 'kept'));
  await vi.waitFor(() => expect(done).toEqual(['kept']), 5_000);
  expect(tries).toBe(6);
});

test('when full it asks to wait, drops what nobody must have, and goes on when there is room', async () => {
  const gate = Promise.withResolvers<void>();
  const seen: string[] = [];
  const slow = subscription({
    topic: 'e/:id',
    payload: 'text',
    handle: async ({ payload }) => {
      await gate.promise;
      seen.push(payload);
    },
  });
  const { dispatch, series } = house([slow], { atOnce: 1, maxWaiting: 2 });
  expect(dispatch.take(delivery('e/1', 'one'))).toBeNull();
  const room = dispatch.take(delivery('e/2', 'two'));
  expect(room).not.toBeNull();
  expect(dispatch.take(delivery('e/3', 'dropped', { isOwed: false }))).toBeNull();
  expect(dispatch.take(delivery('e/4', 'owed'))).toBe(room);
  gate.resolve();
  await room;
  await vi.waitFor(() => expect(seen).toEqual(['one', 'two', 'owed']));
  expect(await series()).toContain('caretaker_mqtt_messages_total{topic="any",outcome="dropped"} 1');
});

test('bytes count as well as messages', () => {
  const never = subscription({ topic: 'f', payload: 'bytes', handle: () => new Promise(() => {}) });
  const { dispatch } = house([never], { maxWaitingBytes: 100 });
  expect(dispatch.take(delivery('f', 'x'.repeat(99)))).toBeNull();
  expect(dispatch.take(delivery('f', 'x'))).not.toBeNull();
});

test('what came by a connection that is gone is left to the broker; a stop waits for what runs and acknowledges nothing that failed', async () => {
  const seen: string[] = [];
  let begun = false;
  const failing = subscription({
    topic: 'g/:id',
    payload: 'text',
    handle: async ({ payload }) => {
      begun = true;
      seen.push(payload);
      await sleep(10);
      if (payload === 'fails') throw new Error('no');
    },
  });
  const { dispatch } = house([failing], { atOnce: 1, firstPauseMs: 60_000 });
  done.length = 0;
  void dispatch.take(delivery('g/0', 'stale', { isStale: () => true }));
  void dispatch.take(delivery('g/1', 'fails'));
  void dispatch.take(delivery('g/2', 'waits'));
  await vi.waitFor(() => expect(begun).toBe(true));
  await dispatch.stop();
  expect(seen).toEqual(['fails']);
  expect(done).toEqual([]);
});

test('gathered messages of one topic are begun in their order, each while the one before still waits', async () => {
  const begun: string[] = [];
  const written = Promise.withResolvers<void>();
  const gathering = subscription({
    topic: 'a/:id',
    payload: 'text',
    isGathered: true,
    async handle({ payload }) {
      begun.push(payload);
      await written.promise;
    },
  });
  const { dispatch } = house([gathering], { atOnce: 10 });
  for (let index = 0; index < 10; index += 1) void dispatch.take(delivery('a/1', String(index)));
  expect(begun).toEqual(Array.from({ length: 10 }, (_none, index) => String(index)));
  written.resolve();
  await dispatch.stop();
});

test('what is beyond a sender’s pace is acknowledged, thrown away, counted and told once; the others feel nothing', async () => {
  const handled: string[] = [];
  const limited: unknown[] = [];
  const acknowledged: string[] = [];
  const notes = subscription({
    topic: 'say/:name/note',
    payload: 'text',
    sender: 'name',
    handle: async ({ params: { name } }) => void handled.push(name),
    limited: async ({ sender, count }) => void limited.push([sender, count]),
  });
  const pace = { messagesPerSecond: 1, messagesAtOnce: 20, bytesPerSecond: 1_000_000, bytesAtOnce: 1_000_000 };
  const { dispatch, series, said } = house([notes], { pace });
  for (let index = 0; index < 1_000; index += 1) {
    void dispatch.take(delivery('say/flood/note', 'x', { done: () => void acknowledged.push('flood') }));
    if (index % 100 === 0) void dispatch.take(delivery('say/calm/note', 'x', { done: () => void acknowledged.push('calm') }));
  }
  await vi.waitFor(() => expect(acknowledged).toHaveLength(1_010));
  expect(handled.filter((name) => name === 'calm')).toHaveLength(10);
  expect(handled.filter((name) => name === 'flood').length).toBeLessThan(30);
  await vi.waitFor(() => expect(limited).toEqual([['flood', 1_010 - handled.length]]), 5_000);
  expect(await series()).toContain(`caretaker_mqtt_limited_total ${1_010 - handled.length}`);
  expect(said().filter((words) => words.includes('says too much'))).toHaveLength(1);
  await dispatch.stop();
});
