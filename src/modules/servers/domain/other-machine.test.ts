import { expect, test } from 'vitest';
import { otherMachineFactAt, otherMachineForgottenAt } from './other-machine.ts';

const refusedAt = Temporal.Instant.from('2026-11-21T08:00:00Z');

test.each([
  ['at once', '2026-11-21T08:00:00Z', true],
  ['up to a day later', '2026-11-22T07:59:59.999Z', true],
  ['no longer after a day without another one', '2026-11-22T08:00:00Z', false],
])('a clone is a fact %s', (_when, now, expected) => {
  expect(otherMachineFactAt(refusedAt, Temporal.Instant.from(now)) !== null).toBe(expected);
});

test('no clone was heard of: no fact, and no end of one', () => {
  expect(otherMachineFactAt(null, refusedAt)).toBeNull();
  expect(otherMachineForgottenAt(null)).toBeNull();
});
