import fc from 'fast-check';
import { expect, test } from 'vitest';
import { holdsAt, isWorthNoting } from './expiry.ts';

const seen = Temporal.Instant.from('2026-11-21T08:00:00Z');
const browser = { kind: 'browser', lastSeenAt: seen, expiresAt: seen.add({ hours: 24 * 14 }) } as const;

test.each([
  ['in use', { minutes: 5 }, true],
  ['the last second of idleness', { hours: 11, minutes: 59, seconds: 59 }, true],
  ['idle for the whole time', { hours: 12 }, false],
])('a browser session %s: %o → %s', (_when, later, expected) => {
  expect(holdsAt(browser, 12, seen.add(later))).toBe(expected);
});

test('no session outlives its end, however busy', () => {
  fc.assert(
    fc.property(fc.constantFrom('browser' as const, 'tool' as const), fc.integer({ min: 1, max: 720 }), fc.nat(1e6), (kind, idle, late) => {
      const end = seen.add({ hours: 24 });
      const at = end.add({ seconds: late });
      expect(holdsAt({ kind, lastSeenAt: at, expiresAt: end }, idle, at)).toBe(false);
    }),
  );
});

test('a tool may be silent between two refreshes', () => {
  expect(holdsAt({ ...browser, kind: 'tool' }, 12, seen.add({ hours: 24 * 13 }))).toBe(true);
});

test('signs of life are a minute apart', () => {
  expect(isWorthNoting(seen, seen.add({ seconds: 59 }))).toBe(false);
  expect(isWorthNoting(seen, seen.add({ seconds: 60 }))).toBe(true);
  expect(isWorthNoting(null, seen)).toBe(true);
});
