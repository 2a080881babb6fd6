import { expect, test } from 'vitest';
import { countNews, newestEnd } from './looked-at.ts';

const ended = (endedAt: string | null, isMine = true) => ({ endedAt, isMine });
const EIGHT = '2026-12-01T08:00:00Z';
const NINE = '2026-12-01T09:00:00Z';

test('news is what of my own ended after I looked', () => {
  const errands = [ended(EIGHT), ended(NINE), ended(NINE, false), ended(null)];
  expect(countNews(errands, '')).toBe(2);
  expect(countNews(errands, EIGHT)).toBe(1);
  expect(countNews(errands, NINE)).toBe(0);
});

test('fractions of a second count', () => {
  expect(countNews([ended('2026-12-01T08:00:00.5Z')], EIGHT)).toBe(1);
});

test('looking goes as far as the newest end, and never back', () => {
  expect(newestEnd([ended(EIGHT), ended(NINE, false), ended(null)], '')).toBe(NINE);
  expect(newestEnd([ended(EIGHT)], NINE)).toBe(NINE);
  expect(newestEnd([], '')).toBe('');
});
