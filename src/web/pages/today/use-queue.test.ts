import { expect, test } from 'vitest';
import type { Story } from '../../../kernel/contract/routes/today.ts';
import { countNew, goneFrom, overlay } from './use-queue.ts';

const story = (id: string, version = 1, severity: Story['severity'] = 'warning') => ({ id, version, severity }) as Story;
const ids = (stories: readonly Story[]) => stories.map(({ id }) => id);

test('news never move what is shown, whatever their order', () => {
  const shown = [story('a'), story('b'), story('c')];
  expect(ids(overlay(shown, [story('new'), story('c', 2), story('a')], new Map()))).toEqual(['a', 'b', 'c']);
});

test('a shown row takes the newest telling of its story', () => {
  const acted = new Map([['a', story('a', 3)]]);
  expect(overlay([story('a')], [story('a', 2, 'critical')], acted)).toEqual([story('a', 3)]);
  expect(overlay([story('a')], [story('a', 4, 'critical')], acted)).toEqual([story('a', 4, 'critical')]);
});

test('only a complete answer tells what has gone', () => {
  const shown = [story('a'), story('b')];
  expect([...goneFrom(shown, { items: [story('a')], nextCursor: null })]).toEqual(['b']);
  expect([...goneFrom(shown, { items: [story('a')], nextCursor: 'more' })]).toEqual([]);
  expect([...goneFrom(shown, undefined)]).toEqual([]);
});

test('what comes after the loaded pages is not new', () => {
  const newest = [story('new'), story('a'), story('b'), story('c')];
  expect(countNew([story('a'), story('b')], newest, true)).toBe(1);
  expect(countNew([story('a'), story('b')], newest, false)).toBe(2);
  expect(countNew([], newest, false)).toBe(4);
});
