import { expect, test } from 'vitest';
import { GENERAL_REFUSALS } from './problem.ts';
import { KERNEL_ROUTES } from './routes.ts';
import { KERNEL_SENTENCES, sentenceOf } from './sentences.ts';

test('every refusal of the kernel has its sentence, and no sentence is left over', () => {
  const codes = new Set([...Object.keys(GENERAL_REFUSALS), ...KERNEL_ROUTES.flatMap((route) => Object.keys(route.refusals))]);
  expect(Object.keys(KERNEL_SENTENCES).sort()).toEqual([...codes].sort());
});

test('figures are filled in, unknown ones stay visible, and nothing is inherited', () => {
  const sentences = { 'a.b': '{count} of {total} {constructor}.' };
  expect(sentenceOf(sentences, 'a.b', { count: 3 })).toBe('3 of {total} {constructor}.');
  expect(sentenceOf(sentences, 'a.unknown')).toBe('a.unknown');
});
