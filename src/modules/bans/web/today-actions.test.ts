import { expect, test } from 'vitest';
import { en } from './locales/en.ts';
import { bansFindingActions } from './today-actions.ts';
import { namedAddresses } from './view/named-addresses.ts';

test('every name of a button has its action, and each action its name', () => {
  const names = Object.keys(en.actions.bans).map((name) => `bans.${name}`);
  expect(Object.keys(bansFindingActions).sort()).toEqual(names.sort());
  for (const [key, { labelKey }] of Object.entries(bansFindingActions)) expect(labelKey).toBe(`actions.${key}`);
});

test('the addresses that a sentence names are read back, without the ellipsis', () => {
  const fact = (assetName: string, addresses: string) =>
    ({ module: 'bans', rule: 'protected-banned', severity: 'critical', assetName, params: { count: 2, addresses } }) as const;
  const facts = [fact('web02', '192.0.2.9'), fact('web01', '192.0.2.7, 2001:db8::7, …')];
  const action = { rule: 'protected-banned', assetName: 'web01' };
  expect(namedAddresses({ facts }, action)).toEqual(['192.0.2.7', '2001:db8::7']);
  expect(namedAddresses({ facts }, { ...action, assetName: null })).toEqual(['192.0.2.9']);
  expect(namedAddresses({ facts: [] }, action)).toEqual([]);
});
