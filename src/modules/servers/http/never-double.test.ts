import { describe, expect, test, vi } from 'vitest';
import { createLog } from '../../../kernel/log/log.ts';
import { createHandOff } from '../actions/slots/hand-off.ts';
import { createSlotWatch } from '../actions/slots/watch.ts';
import { createSlotTimer } from '../jobs/slots.ts';
import { handOffHouse } from '../testing/hand-off-house.ts';
import { partsBeside } from '../testing/parts.ts';

const { house, answering, row, orders, until, open, goTo, planned } = await handOffHouse();
const { db, clock } = house;

describe('never double', () => {
  test('a target that is away is tried again, and missed half an hour later', async () => {
    const { id, slotId } = await planned({ url: 'http://127.0.0.1:9/run' });
    await goTo('2026-11-21T21:00:00Z');
    await vi.waitFor(
      async () =>
        expect(await row(slotId)).toMatchObject({ state: 'started', called_at: null, outcome: expect.stringContaining('ECONNREFUSED') }),
      { timeout: 15_000 },
    );
    await goTo('2026-11-21T21:30:01Z');
    await until(slotId, { state: 'missed', because: 'unreachable' });
    expect(await open(id)).toContain('slot-missed');
  });

  test('an order that may have been heard is not given again: without an answer it is unknown', async () => {
    const { id, slotId } = await planned();
    answering.answer = (_request, response) => response.destroy();
    await goTo('2026-11-21T21:00:00Z');
    await vi.waitFor(() => expect(orders(slotId)).toHaveLength(1), { timeout: 15_000 });
    await goTo('2026-11-21T21:10:00Z');
    await until(slotId, { state: 'started' });
    await goTo('2026-11-22T00:00:00Z');
    await until(slotId, { state: 'unknown', because: 'no_answer' });
    expect(orders(slotId)).toHaveLength(1);
    expect(await open(id)).toContain('slot-failed');
  });

  test('a console that stopped between calling and hearing the answer does not call again', async () => {
    const { slotId } = await planned();
    const never = Promise.withResolvers<never>();
    const asked = Promise.withResolvers<void>();
    const parts = partsBeside(house, {
      request: () => {
        asked.resolve();
        return never.promise;
      },
      close: async () => {},
    });
    await begin(slotId);
    void createHandOff(parts)({ slotId });
    await asked.promise;
    // The process is gone here; the queue gives the job to the next one.
    const calls: string[] = [];
    const next = partsBeside(house, {
      request: async ({ url }) => {
        calls.push(url);
        return { status: 200, headers: {}, body: new Uint8Array() };
      },
      close: async () => {},
    });
    await createHandOff(next)({ slotId });
    expect(calls).toEqual([]);
    expect(await row(slotId)).toMatchObject({ state: 'unknown', because: 'interrupted' });
  });

  test('a job that comes late starts nothing', async () => {
    const { slotId } = await planned();
    await begin(slotId);
    clock.set('2026-11-21T21:30:01Z');
    const parts = partsBeside(house, { request: () => Promise.reject(new Error('called too late')), close: async () => {} });
    await createHandOff(parts)({ slotId });
    expect(await row(slotId)).toMatchObject({ state: 'missed', because: 'unreachable' });
  });

  /** As the timer does it, without the queue. */
  async function begin(slotId: string): Promise<void> {
    const sealed = partsBeside(house, null).seal.seal(new TextEncoder().encode('cts_test'), slotId);
    const at = Temporal.Instant.from('2026-11-21T21:00:00Z');
    await db
      .updateTable('servers.slots')
      .set({
        state: 'started',
        started_at: at,
        token_hash: slotId.replaceAll('-', '').repeat(2),
        token_sealed: sealed,
        wakes_at: Temporal.Instant.from('2027-01-01T00:00:00Z'),
      })
      .where('id', '=', slotId)
      .execute();
    clock.set('2026-11-21T21:00:00Z');
  }
});

test('a console that was down when slots started misses those that are half an hour late, once and for all', async () => {
  const [kept, lost] = [await planned(null), await planned(null)];
  await db
    .updateTable('servers.slots')
    .set({ starts_at: Temporal.Instant.from('2026-11-21T20:00:00Z'), wakes_at: Temporal.Instant.from('2026-11-21T20:00:00Z') })
    .where('id', '=', lost.slotId)
    .execute();
  const parts = partsBeside(house, null);
  clock.set('2026-11-21T21:10:00Z');
  const log = createLog({ level: 'silent', format: 'json' });
  const watch = createSlotWatch({ ...parts, log, leading: { transact: parts.transact } });
  // The process that planned them is gone; another one makes the timer anew from the database.
  const stop = await createSlotTimer(watch, { clock, log }).start();
  await until(kept.slotId, { state: 'started' });
  await until(lost.slotId, { state: 'missed', because: 'too_late' });
  await stop();
  await watch.run(clock.now());
  expect(await row(lost.slotId)).toMatchObject({ state: 'missed', because: 'too_late' });
  expect(await open(lost.id)).toContain('slot-missed');
});
