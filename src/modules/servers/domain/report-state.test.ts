import { expect, test } from 'vitest';
import { type LastReport, reportStateAt, silenceSeverityAt, silentFrom } from './report-state.ts';

const receivedAt = Temporal.Instant.from('2026-11-01T00:00Z');
const hourly: LastReport = { receivedAt, intervalSeconds: 3_600, state: 'ok' };
const after = (seconds: number) => receivedAt.add({ seconds });

test.each([
  ['just now', 0, 'ok'],
  ['a second before twice the interval', 7_199, 'ok'],
  ['at twice the interval', 7_200, 'silent'],
  ['after a year', 365 * 86_400, 'silent'],
] as const)('an hourly report, %s: %s', (_when, seconds, state) => expect(reportStateAt(hourly, after(seconds))).toBe(state));

test('while it is not silent, the last report’s own state shows', () => {
  expect(reportStateAt({ ...hourly, state: 'stale-lists' }, after(60))).toBe('stale-lists');
  expect(reportStateAt({ ...hourly, state: 'error' }, after(60))).toBe('error');
  expect(reportStateAt({ ...hourly, state: 'error' }, silentFrom(hourly))).toBe('silent');
});

test('a server that never reported is unknown', () => expect(reportStateAt(null, receivedAt)).toBe('unknown'));

test.each([
  [47 * 3_600 + 3_599, null],
  [48 * 3_600, 'warning'],
  [14 * 86_400 - 1, 'warning'],
  [14 * 86_400, 'critical'],
] as const)('%s s of silence: %s', (seconds, severity) => expect(silenceSeverityAt(hourly, after(seconds))).toBe(severity));

test('a weekly report is not missed before it should have come twice', () => {
  const weekly = { ...hourly, intervalSeconds: 7 * 86_400 };
  expect(silenceSeverityAt(weekly, after(13 * 86_400))).toBeNull();
  expect(silenceSeverityAt(weekly, after(14 * 86_400))).toBe('critical');
});
