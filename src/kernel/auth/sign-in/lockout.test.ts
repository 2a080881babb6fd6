import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ADDRESS_LOCKOUT, afterFailure, delaySeconds, type Failures, NAME_LOCKOUT, NO_FAILURES, secondsLocked } from './lockout.ts';

const start = Temporal.Instant.from('2026-11-21T08:00:00Z');

test.each([
  [0, 0],
  [4, 0],
  [5, 30],
  [6, 60],
  [7, 120],
  [11, 1_920],
  [12, 3_600],
  [5_000, 3_600],
])('failure %i of a name delays by %i s', (count, seconds) => {
  expect(delaySeconds(count, NAME_LOCKOUT)).toBe(seconds);
});

test('the delay never falls and never passes its cap', () => {
  const count = fc.integer({ min: 0, max: 3_000 });
  fc.assert(
    fc.property(fc.constantFrom(NAME_LOCKOUT, ADDRESS_LOCKOUT), count, (rule, failures) => {
      expect(delaySeconds(failures + 1, rule)).toBeGreaterThanOrEqual(delaySeconds(failures, rule));
      expect(delaySeconds(failures, rule)).toBeLessThanOrEqual(rule.mostSeconds);
    }),
  );
});

test('whoever tries as soon as allowed gets at most 4 + 7 + 1 per hour further tries', () => {
  let failures: Failures = NO_FAILURES;
  let now = start;
  let tries = 0;
  const day = start.add({ hours: 24 });
  while (Temporal.Instant.compare(now, day) < 0) {
    failures = afterFailure(failures, NAME_LOCKOUT, now);
    tries += 1;
    now = now.add({ seconds: Math.max(1, secondsLocked(failures, now)) });
  }
  expect(tries).toBeLessThan(4 + 8 + 24);
});

test('a lock ends exactly when its seconds have passed', () => {
  fc.assert(
    fc.property(fc.integer({ min: 5, max: 40 }), (count) => {
      const locked = afterFailure({ count: count - 1, lastAt: start, lockedUntil: null }, NAME_LOCKOUT, start);
      const seconds = secondsLocked(locked, start);
      expect(secondsLocked(locked, start.add({ seconds: seconds - 1 }))).toBe(1);
      expect(secondsLocked(locked, start.add({ seconds }))).toBe(0);
    }),
  );
});

test('failures a day old are forgotten', () => {
  const old: Failures = { count: 11, lastAt: start, lockedUntil: null };
  expect(afterFailure(old, NAME_LOCKOUT, start.add({ hours: 24, seconds: 1 })).count).toBe(1);
  expect(afterFailure(old, NAME_LOCKOUT, start.add({ hours: 24 })).count).toBe(12);
});
