import fc from 'fast-check';
import { expect, test } from 'vitest';
import { desiredPowerAt, intentLife, isOtherIntent, nextPowerChange, type ShownSpan } from './power-intent.ts';

const at = (minute: number): Temporal.Instant => Temporal.Instant.from('2026-12-01T08:00:00Z').add({ minutes: minute });
const span = (eventId: string, from: number, to: number): ShownSpan => ({ eventId, start: at(from), end: at(to) });

test('touching and overlapping events are one window', () => {
  const spans = [span('c', 60, 90), span('a', 0, 30), span('b', 30, 60), span('x', 100, 120)];
  expect(desiredPowerAt(spans, at(30))).toEqual({
    ...{ state: 'on', reason: 'active_event', activeEventIds: ['b'] },
    window: { start: at(0), end: at(90) },
  });
  expect(desiredPowerAt(spans, at(90))).toMatchObject({ state: 'off', window: null });
  expect(desiredPowerAt(spans, at(110)).window).toEqual({ start: at(100), end: at(120) });
});

test('the life of an intent is some rhythms, and never less than the minimum', () => {
  const life = (intervalSeconds: number): number => intentLife({ intervalSeconds, multiplier: 3, minimumSeconds: 90 }).total('seconds');
  expect([10, 30, 60].map(life)).toEqual([90, 90, 180]);
});

const anySpans = fc.array(
  fc.tuple(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 20 })).map(([from, length]) => [from, from + length] as const),
  { maxLength: 8 },
);

test('on exactly while something is active; the window holds now, every minute of it is active, and it cannot be longer (every minute looked at)', () => {
  fc.assert(
    fc.property(anySpans, (pairs) => {
      const spans = pairs.map(([from, to], index) => span(String(index), from, to));
      const isOn = (minute: number): boolean => pairs.some(([from, to]) => from <= minute && minute < to);
      for (let minute = -1; minute <= 85; minute += 1) {
        const { state, window, activeEventIds } = desiredPowerAt(spans, at(minute));
        expect(state).toBe(isOn(minute) ? 'on' : 'off');
        expect(activeEventIds).toHaveLength(pairs.filter(([from, to]) => from <= minute && minute < to).length);
        let [first, last] = [minute, minute];
        while (isOn(first - 1)) first -= 1;
        while (isOn(last)) last += 1;
        expect(window).toEqual(isOn(minute) ? { start: at(first), end: at(last) } : null);
      }
    }),
  );
});

test('nothing changes before the instant that is told next', () => {
  fc.assert(
    fc.property(anySpans, fc.integer({ min: -1, max: 85 }), (pairs, minute) => {
      const spans = pairs.map(([from, to], index) => span(String(index), from, to));
      const next = nextPowerChange(spans, at(minute));
      for (let later = minute; later <= 85 && (next === null || Temporal.Instant.compare(at(later), next) < 0); later += 1)
        expect(desiredPowerAt(spans, at(later))).toEqual(desiredPowerAt(spans, at(minute)));
    }),
  );
});

test('a new intent begins with another state or reason, and with nothing else', () => {
  const off = desiredPowerAt([], at(0));
  const [one, two] = [desiredPowerAt([span('a', 0, 9)], at(1)), desiredPowerAt([span('b', 0, 20)], at(1))];
  expect([isOtherIntent(null, off), isOtherIntent(off, one), isOtherIntent(one, two), isOtherIntent(one, off)]).toEqual([
    true,
    true,
    false,
    true,
  ]);
});
