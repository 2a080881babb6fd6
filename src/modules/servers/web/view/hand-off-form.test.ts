import { expect, test } from 'vitest';
import { handOffInput, handOffValues } from './hand-off-form.ts';

const stored = { kind: 'semaphore', url: 'https://semaphore.example.org/tasks', templateId: 4, hasSecret: true } as const;

test.each([
  ['left empty, the stored one stays', {}, {}],
  ['typed, it takes the place of the stored one', { secret: 'new' }, { secret: 'new' }],
  ['forgotten, there is none', { forgetSecret: true, secret: 'typed before' }, { secret: null }],
])('the secret: %s', (_when, change, sent) => {
  const { kind, url, templateId } = stored;
  expect(handOffInput({ ...handOffValues(stored), ...change })).toEqual({ kind, url, templateId, ...sent });
});

test('a task template goes along to Semaphore only', () => {
  expect(handOffInput({ ...handOffValues(stored), kind: 'awx' }).templateId).toBeNull();
});
