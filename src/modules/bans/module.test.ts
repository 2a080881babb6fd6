import { expect, test } from 'vitest';
import { GENERAL_REFUSALS } from '../../kernel/contract/problem.ts';
import { KERNEL_SENTENCES } from '../../kernel/contract/sentences.ts';
import { bansModule } from './module.ts';
import { en } from './web/locales/en.ts';

test('every rule has one to three actions of this module’s routes, a sentence, a short name, and names for Today’s buttons', () => {
  for (const { rule, actions } of bansModule.rules) {
    expect(actions.length, rule).toBeLessThanOrEqual(3);
    for (const { route, key } of actions) {
      expect(bansModule.routes, key).toContain(route);
      // `web/today-actions.test.ts` holds the buttons to these names.
      expect(en.actions, key).toHaveProperty(key.split('.'));
    }
    expect(en.findings, rule).toHaveProperty([rule]);
    expect(en.rules, rule).toHaveProperty([rule]);
  }
});

test('every refusal has a sentence', () => {
  const codes = bansModule.routes.flatMap(({ refusals }) => Object.keys(refusals));
  const known = { ...KERNEL_SENTENCES, ...GENERAL_REFUSALS, ...bansModule.sentences };
  expect(codes.filter((code) => !Object.hasOwn(known, code))).toEqual([]);
});

test('one cause has one code and one status, whichever route tells it', () => {
  const told = bansModule.routes.flatMap(({ refusals }) => Object.entries(refusals));
  const several = [...Map.groupBy(told, ([code]) => code)].filter(([, each]) => new Set(each.map(([, status]) => status)).size > 1);
  expect(several.map(([code]) => code)).toEqual([]);
});
