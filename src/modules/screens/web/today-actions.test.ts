import { expect, test } from 'vitest';
import { SCREENS_RULES } from '../actions/rules.ts';
import { en } from './locales/en.ts';
import { screensFindingActions } from './today-actions.ts';

test('every button that a rule offers has its action and its name', () => {
  const offered = new Set(SCREENS_RULES.flatMap(({ actions }) => (actions ?? []).map(({ key }) => key)));
  expect(Object.keys(screensFindingActions).sort()).toEqual([...offered].sort());
  const names = Object.keys(en.actions.screens).map((name) => `screens.${name}`);
  expect(names.sort()).toEqual([...offered].sort());
  for (const [key, { labelKey }] of Object.entries(screensFindingActions)) expect(labelKey).toBe(`actions.${key}`);
});
