import { expect, test } from 'vitest';
import { GENERAL_REFUSALS } from '../../kernel/contract/problem.ts';
import { KERNEL_SENTENCES } from '../../kernel/contract/sentences.ts';
import { screensModule } from './module.ts';
import { de } from './web/locales/de.ts';
import { en } from './web/locales/en.ts';

test('every rule has one to three actions of this module’s routes, a sentence, a short name, and a name for each button', () => {
  for (const { rule, actions } of screensModule.rules) {
    expect(actions.length, rule).toBeLessThanOrEqual(3);
    for (const { route, key } of actions) {
      expect(screensModule.routes, key).toContain(route);
      for (const texts of [en, de]) expect(texts.actions, key).toHaveProperty(key);
    }
    expect(en.findings, rule).toHaveProperty([rule]);
    expect(en.rules, rule).toHaveProperty([rule]);
  }
});

test('every refusal has a sentence', () => {
  const codes = screensModule.routes.flatMap(({ refusals }) => Object.keys(refusals));
  const known = { ...KERNEL_SENTENCES, ...GENERAL_REFUSALS, ...screensModule.sentences };
  expect(codes.filter((code) => !Object.hasOwn(known, code))).toEqual([]);
});

test('every setting is named in both languages', () => {
  for (const key of Object.keys(screensModule.settings)) {
    for (const texts of [en, de]) expect(texts.settingTexts, key).toHaveProperty([key.replace('.', '_')]);
  }
});
