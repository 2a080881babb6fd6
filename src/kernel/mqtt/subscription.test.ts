import fc from 'fast-check';
import { expect, expectTypeOf, test } from 'vitest';
import { z } from 'zod';
import { type Message, subscription } from './subscription.ts';

const AT = Temporal.Instant.from('2026-11-21T08:00:00Z');
const message = (topic: string, payload: string | Uint8Array, retained = false): Message => ({
  topic,
  payload: typeof payload === 'string' ? Buffer.from(payload) : payload,
  retained,
  receivedAt: AT,
});

const handled: unknown[] = [];
const faults: unknown[] = [];
const heartbeat = subscription({
  topic: 'caretaker/servers/:serverId/heartbeat',
  params: { serverId: z.uuid() },
  payload: z.looseObject({ load: z.number().min(0).optional() }),
  maxBytes: 100,
  handle: async ({ params, payload, receivedAt }) => {
    expectTypeOf(params).toEqualTypeOf<{ readonly serverId: string }>();
    expectTypeOf(payload.load).toEqualTypeOf<number | undefined>();
    handled.push([params.serverId, payload.load, receivedAt]);
  },
  malformed: async (fault) => void faults.push(fault),
});
const ID = '01942f6e-0000-7000-8000-000000000001';

test('a sound message is handled with its levels and its payload', async () => {
  await heartbeat.read(message(`caretaker/servers/${ID}/heartbeat`, '{"load":1.5,"of":"another version"}'))?.run();
  expect(handled).toEqual([[ID, 1.5, AT]]);
  expect(heartbeat.filter).toBe('caretaker/servers/+/heartbeat');
});

test('another topic is none of its business', () => {
  expect(heartbeat.read(message('caretaker/servers/x', '{}'))).toBeNull();
});

test.each([
  ['caretaker/servers/x/heartbeat', '{}', 'topic: serverId: '],
  ['caretaker/servers//heartbeat', '{}', 'topic: a level is empty'],
  [`caretaker/servers/${ID}/heartbeat`, '', 'payload: not JSON'],
  [`caretaker/servers/${ID}/heartbeat`, '{"load":', 'payload: not JSON'],
  [`caretaker/servers/${ID}/heartbeat`, new Uint8Array([0xc3, 0x28]), 'payload: not UTF-8'],
  [`caretaker/servers/${ID}/heartbeat`, '{"load":-1}', 'payload.load: '],
  [`caretaker/servers/${ID}/heartbeat`, '"load"', 'payload: '],
  [`caretaker/servers/${ID}/heartbeat`, `{"x":"${'x'.repeat(100)}"}`, 'payload: 108 bytes, at most 100'],
  [`caretaker/servers/${ID}/heartbeat`, '['.repeat(99), 'payload: not JSON'],
])('%s with %j is malformed: %s', async (topic, payload, reason) => {
  const reading = heartbeat.read(message(topic, payload));
  expect(reading).toMatchObject({ ok: false, fault: { reason: expect.stringContaining(reason), receivedAt: AT } });
  await reading?.run();
  expect(faults.at(-1)).toMatchObject({ reason: expect.stringContaining(reason) });
});

const anyText = fc.string({ unit: fc.constantFrom('a', '/', '+', '\u0000', '\ud800', '💡', '"', '{') });

test('no bytes whatever make it throw', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 90 }), anyText, (payload, level) => {
      heartbeat.read(message(`caretaker/servers/${ID}/heartbeat`, payload));
      heartbeat.read(message(`caretaker/servers/${level}/heartbeat`, payload));
      heartbeat.read(message(level, payload));
    }),
  );
});

test('a retained message that was deleted arrives as null, but only where retained ones are expected', async () => {
  const seen: unknown[] = [];
  const failed = subscription({
    topic: 'screens/:uuid/service_failed',
    payload: z.object({ unit: z.string() }),
    retained: true,
    handle: async ({ payload, retained }) => {
      expectTypeOf(payload).toEqualTypeOf<{ unit: string } | null>();
      seen.push([payload, retained]);
    },
  });
  await failed.read(message('screens/a/service_failed', '{"unit":"kiosk"}', true))?.run();
  await failed.read(message('screens/a/service_failed', ''))?.run();
  expect(seen).toEqual([
    [{ unit: 'kiosk' }, true],
    [null, false],
  ]);
});

test('text and bytes come as they are', async () => {
  const seen: unknown[] = [];
  const text = subscription({ topic: 'a/text', payload: 'text', handle: async ({ payload }) => void seen.push(payload.length) });
  const bytes = subscription({ topic: 'a/bytes', payload: 'bytes', handle: async ({ payload }) => void seen.push(payload.byteLength) });
  await text.read(message('a/text', 'grün'))?.run();
  await bytes.read(message('a/bytes', 'grün'))?.run();
  expect(seen).toEqual([4, 5]);
});
