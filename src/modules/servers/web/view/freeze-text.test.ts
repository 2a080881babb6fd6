import { expect, test } from 'vitest';
import { freezeText, isFrozenAt } from './freeze-text.ts';
import type { Reader } from './reader.ts';

const reader: Reader = { t: (key) => key, language: 'en', zone: 'Europe/Berlin', now: Temporal.Instant.from('2026-11-21T08:00:00Z') };
const days = {
  ...{ from: '2026-12-23T23:00:00Z', until: '2026-12-26T23:00:00Z' },
  ...{ firstDay: '2026-12-24', lastDay: '2026-12-26', timeZone: 'Europe/Berlin' },
};

test('days are told as days; their zone where it is not the reader’s', () => {
  expect(freezeText(days, reader)).toBe('24 Dec 2026 – 26 Dec 2026');
  expect(freezeText({ ...days, lastDay: '2026-12-24' }, reader)).toBe('24 Dec 2026');
  expect(freezeText({ ...days, timeZone: 'Asia/Tokyo' }, reader)).toBe('24 Dec 2026 – 26 Dec 2026 (Asia/Tokyo)');
});

test('instants are told on the reader’s clock', () => {
  expect(freezeText({ ...days, firstDay: null, lastDay: null, timeZone: null }, reader)).toBe('24 Dec 2026, 00:00 – 27 Dec 2026, 00:00');
});

test('a freeze holds from its beginning until just before its end', () => {
  expect(isFrozenAt(days, Temporal.Instant.from(days.from))).toBe(true);
  expect(isFrozenAt(days, Temporal.Instant.from(days.until))).toBe(false);
});
