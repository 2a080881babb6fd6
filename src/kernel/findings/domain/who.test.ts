import { expect, test } from 'vitest';
import { type Answerable, type Candidates, isAmong, whoOf } from './who.ts';

const olga: Answerable = { kind: 'user', id: 'olga', name: 'olga', displayName: 'Olga' };
const adam: Answerable = { kind: 'user', id: 'adam', name: 'adam', displayName: 'Adam' };
const night: Answerable = { kind: 'team', id: 'night', name: 'Night shift' };
const vera: Answerable = { kind: 'user', id: 'vera', name: 'vera', displayName: 'Vera' };

const everybody: Candidates = { assignee: olga, owners: [adam, night, adam], machineOwners: [vera], siteContact: olga };

test.each([
  ['the assignee', everybody, 'assignee', [olga]],
  ['else the owners, each once', { ...everybody, assignee: null }, 'owner', [adam, night]],
  ["else the machine's owners", { ...everybody, assignee: null, owners: [] }, 'machine_owner', [vera]],
  ["else the site's contact", { ...everybody, assignee: null, owners: [], machineOwners: [] }, 'site_contact', [olga]],
  ['else nobody', { assignee: null, owners: [], machineOwners: [], siteContact: null }, 'nobody', []],
] as const)('%s', (_who, candidates, because, who) => {
  expect(whoOf(candidates)).toEqual({ because, who });
});

test('a story is mine by myself or by a team of mine', () => {
  expect(isAmong([adam, night], 'vera', ['night'])).toBe(true);
  expect(isAmong([adam, night], 'adam', [])).toBe(true);
  expect(isAmong([adam, night], 'vera', ['day'])).toBe(false);
});
