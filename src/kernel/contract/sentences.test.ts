import { expect, test } from 'vitest';
import { GENERAL_REFUSALS } from './problem.ts';
import { addPersonRefusals, removePersonRefusals, startMaintenanceRefusals } from './routes/responsible.ts';
import { KERNEL_ROUTES } from './routes.ts';
import { KERNEL_SENTENCES, sentenceOf } from './sentences.ts';

test('every refusal of the kernel has its sentence, and no sentence is left over', () => {
  // What modules say of people and maintenance of their assets is said once, here.
  const ofAssets = { ...addPersonRefusals, ...removePersonRefusals, ...startMaintenanceRefusals };
  const ofRoutes = KERNEL_ROUTES.flatMap((route) => Object.keys(route.refusals));
  const codes = new Set([...Object.keys(GENERAL_REFUSALS), ...Object.keys(ofAssets), ...ofRoutes]);
  expect(Object.keys(KERNEL_SENTENCES).sort()).toEqual([...codes].sort());
});

test('figures are filled in, unknown ones stay visible, and nothing is inherited', () => {
  const sentences = { 'a.b': '{count} of {total} {constructor}.' };
  expect(sentenceOf(sentences, 'a.b', { count: 3 })).toBe('3 of {total} {constructor}.');
  expect(sentenceOf(sentences, 'a.unknown')).toBe('a.unknown');
});
