import fc from 'fast-check';
import { expect, test } from 'vitest';
import { REPORT_STATES, UPDATE_STATUSES } from '../../contract/shapes.ts';
import { isMaintained, markOf, markRank, rebootMark, secondMarkOf, windowMark } from './marks.ts';

const now = Temporal.Instant.from('2026-11-21T12:00:00Z');
const maintenance = { id: 'm', startsAt: '2026-11-21T11:00:00Z', endsAt: '2026-11-21T13:00:00Z', reason: 'disks', by: 'olga' };

test('only a scheduled server that is up to date and reports is shown as ok', () => {
  fc.assert(
    fc.property(fc.constantFrom(...UPDATE_STATUSES), fc.constantFrom(...REPORT_STATES), (updateStatus, reportState) => {
      const { mark } = markOf({ updateStatus, reportState, maintenance: null }, now);
      expect(mark === 'ok').toBe(updateStatus === 'ok' && reportState === 'ok');
    }),
  );
});

test('overdue is said first, the silent report beside it', () => {
  const server = { updateStatus: 'overdue', reportState: 'silent', maintenance: null, rebootRequired: 'yes' } as const;
  expect(markOf(server, now)).toEqual({ mark: 'critical', word: 'marks.update.overdue' });
  expect(secondMarkOf(server, now)).toEqual({ mark: 'unknown', word: 'marks.report.silent' });
});

test('an unknown report is said once', () => {
  const quiet = { maintenance: null, rebootRequired: 'no' } as const;
  expect(secondMarkOf({ ...quiet, updateStatus: 'ok', reportState: 'silent' }, now)).toBeNull();
  expect(secondMarkOf({ ...quiet, updateStatus: 'due', reportState: 'ok' }, now)).toBeNull();
});

test('a required reboot is told where the report is fresh', () => {
  const server = { updateStatus: 'ok', reportState: 'ok', maintenance: null, rebootRequired: 'yes' } as const;
  expect(secondMarkOf(server, now)).toEqual(rebootMark('yes'));
});

test('unknown stands above ok and below due', () => {
  expect(markRank('warning')).toBeLessThan(markRank('unknown'));
  expect(markRank('unknown')).toBeLessThan(markRank('ok'));
});

test.each([
  ['running', '2026-11-21T12:00:00Z', true],
  ['its first instant', '2026-11-21T11:00:00Z', true],
  ['its end', '2026-11-21T13:00:00Z', false],
  ['planned', '2026-11-21T10:59:59Z', false],
])('maintenance, %s (%s): %s', (_when, at, expected) => {
  expect(isMaintained({ maintenance }, Temporal.Instant.from(at))).toBe(expected);
  expect(isMaintained({ maintenance: null }, now)).toBe(false);
});

test('what is not known is never a calm mark', () => {
  expect(rebootMark('unknown').mark).toBe('unknown');
  expect(windowMark('unknown').mark).toBe('unknown');
});
