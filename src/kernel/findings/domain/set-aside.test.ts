import { expect, test } from 'vitest';
import { acceptUntil, snoozeUntil } from './set-aside.ts';

const now = Temporal.Instant.from('2026-11-21T08:00:00Z');

test.each([
  ['now', 0, 'findings.snooze_past'],
  ['in a millisecond', 1, null],
  ['in 30 days', 30 * 86_400_000, null],
  ['a millisecond later', 30 * 86_400_000 + 1, 'findings.snooze_too_long'],
])('a snooze until %s', (_when, milliseconds, code) => {
  const answer = snoozeUntil(now.add({ milliseconds }), now);
  expect(answer.ok ? null : answer.code).toBe(code);
});

test('an acceptance ends in the future, however far', () => {
  expect(acceptUntil(now.add({ hours: 9_999 }), now).ok).toBe(true);
  expect(acceptUntil(now, now)).toMatchObject({ ok: false, code: 'findings.accept_past' });
});
