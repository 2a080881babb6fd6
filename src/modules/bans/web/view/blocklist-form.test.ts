import { expect, test } from 'vitest';
import { addBlocklist } from '../../contract/blocklist-routes.ts';
import { type BlocklistValues, blocklistInput, emptyBlocklist } from './blocklist-form.ts';

const drop: BlocklistValues = {
  ...emptyBlocklist,
  name: 'DROP',
  url: 'https://lists.example.org/drop.txt',
  format: 'spamhaus',
  jail: 'blocklist',
};

test('what the form sends fits the contract, in each rhythm', () => {
  for (const rhythm of ['never', 'hours', 'daily'] as const)
    expect(addBlocklist.input.safeParse(blocklistInput({ ...drop, rhythm }, 'Europe/Vienna')).success).toBe(true);
});

test('a list that is uploaded has no schedule, and only a sheet has a column', () => {
  const input = blocklistInput({ ...drop, url: ' ', csvColumn: 3 }, 'Europe/Vienna');
  expect(input).toMatchObject({ url: null, schedule: null, csvColumn: null });
  expect(blocklistInput({ ...drop, format: 'csv', csvColumn: 3 }, 'Europe/Vienna').csvColumn).toBe(3);
});
