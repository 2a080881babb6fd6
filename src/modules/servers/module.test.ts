import { expect, test } from 'vitest';
import { GENERAL_REFUSALS } from '../../kernel/contract/problem.ts';
import { KERNEL_SENTENCES } from '../../kernel/contract/sentences.ts';
import type { FactRule } from './domain/facts.ts';
import type { OtherMachineFact } from './domain/other-machine.ts';
import type { SlotFact } from './domain/slot.ts';
import { serversModule } from './module.ts';

/** Every rule of the domain, each once: the compiler refuses a missing or an unknown one. */
const rules: Readonly<Record<FactRule | OtherMachineFact['rule'] | SlotFact['rule'], true>> = {
  'no-responsible': true,
  'os-end-of-life': true,
  'lists-stale': true,
  'report-error': true,
  'report-silent': true,
  'clock-skew': true,
  'update-due': true,
  'update-overdue': true,
  'reboot-required': true,
  'security-pending': true,
  'other-machine': true,
  'slot-missed': true,
  'slot-failed': true,
};

test('every rule of the domain is declared, with one to three actions of this module’s routes', () => {
  expect(serversModule.rules.map(({ rule }) => rule).sort()).toEqual(Object.keys(rules).sort());
  for (const { actions } of serversModule.rules) {
    expect(actions.length).toBeLessThanOrEqual(3);
    for (const { route } of actions) expect(serversModule.routes).toContain(route);
  }
});

test('every refusal has a sentence', () => {
  const codes = serversModule.routes.flatMap(({ refusals }) => Object.keys(refusals));
  const known = { ...KERNEL_SENTENCES, ...GENERAL_REFUSALS, ...serversModule.sentences };
  expect(codes.filter((code) => !Object.hasOwn(known, code))).toEqual([]);
});
