import { expect, test } from 'vitest';
import { allowMark } from './allow.ts';

const placement = (state: 'pending' | 'placed' | 'present' | 'failed') =>
  ({ host: { id: 'h', name: 'web01' }, jail: 'sshd', state, failure: null, failureDetail: '' }) as const;

test.each([
  ['nowhere', [], 'unknown'],
  ['placed', [placement('placed'), placement('present')], 'ok'],
  ['pending', [placement('placed'), placement('pending')], 'warning'],
  ['failed', [placement('pending'), placement('failed')], 'critical'],
] as const)('%s', (word, placements, mark) => {
  expect(allowMark({ endedAt: null, placements: [...placements] })).toMatchObject({ word, mark });
});

test('an entry that is over is off, whatever became of it', () => {
  expect(allowMark({ endedAt: '2026-12-01T00:00:00Z', placements: [placement('failed')] })).toMatchObject({ word: 'ended', mark: 'off' });
});
