import { expect, test } from 'vitest';
import { gathered } from './gathered.ts';

test('who asks in one turn shares a read that begins after all of them; who asks later gets a new one', async () => {
  const reads: (readonly string[])[] = [];
  let truth = 1;
  const find = gathered(async (keys: readonly string[]) => {
    reads.push(keys);
    return new Map(keys.filter((key) => key !== 'nobody').map((key) => [key, truth]));
  });
  const asked = [find('a'), find('b'), find('a'), find('nobody')];
  truth = 2;
  expect(await Promise.all(asked)).toEqual([2, 2, 2, null]);
  truth = 3;
  expect(await find('a')).toBe(3);
  expect(reads).toEqual([['a', 'b', 'nobody'], ['a']]);
});

test('all who wait hear of a failure, and the next one asks anew', async () => {
  let isAway = true;
  const find = gathered(async (keys: readonly string[]) => {
    if (isAway) throw new Error('away');
    return new Map(keys.map((key) => [key, key]));
  });
  const asked = await Promise.allSettled([find('a'), find('b')]);
  expect(asked.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  isAway = false;
  expect(await find('a')).toBe('a');
});
