import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { AssetId, SiteId } from '../../../shared/ids.ts';
import { SEVERITIES } from '../../contract/severity.ts';
import type { Fact } from '../findings.ts';
import { type Known, stepsTo } from './steps.ts';

const now = Temporal.Instant.from('2026-11-21T08:00:00Z');
const siteId = 'site' as SiteId;
const assetId = 'asset' as AssetId;

const anyFact = fc
  .record({ rule: fc.constantFrom('r1', 'r2', 'r3', 'r4'), severity: fc.constantFrom(...SEVERITIES), days: fc.nat(3) })
  .map(({ rule, severity, days }): Fact => ({ module: 'servers', rule, key: 'k', siteId, assetId, severity, params: { days } }));
const anyFacts = fc.uniqueArray(anyFact, { selector: ({ rule }) => rule });

const anyKnown = fc.record({ fact: anyFact, closes: fc.option(fc.integer({ min: -60, max: 60 }), { nil: null }) }).map(
  ({ fact, closes }): Known => ({
    ...{
      id: fact.rule,
      module: fact.module,
      rule: fact.rule,
      key: fact.key,
      assetId,
      severity: fact.severity,
      params: fact.params,
      cause: null,
    },
    openings: [now.subtract({ hours: 1 })],
    closesAt: closes === null ? null : now.add({ minutes: closes }),
  }),
);
const anyKnowns = fc.uniqueArray(anyKnown, { selector: ({ rule }) => rule });

const known = (fact: Fact): Known => ({ id: fact.rule, ...fact, cause: null, openings: [now], closesAt: null });

test('facts that say what is known already are no work', () => {
  fc.assert(
    fc.property(anyFacts, (facts) => {
      expect(stepsTo(facts.map(known), facts.toReversed(), now)).toEqual([]);
    }),
  );
});

test('afterwards exactly the facts are open, and the rest is over or in its quiet hours', () => {
  fc.assert(
    fc.property(anyKnowns, anyFacts, (before, facts) => {
      const open = new Set(before.filter(({ closesAt }) => closesAt === null).map(({ rule }) => rule));
      for (const step of stepsTo(before, facts, now)) {
        if (step.do === 'open' || step.do === 'follow') open.add(step.fact.rule);
        else open.delete(step.finding.rule);
      }
      expect([...open].toSorted()).toEqual(facts.map(({ rule }) => rule).toSorted());
    }),
  );
});

test('a finding never opens twice: what is open or quiet is followed', () => {
  fc.assert(
    fc.property(anyKnowns, anyFacts, (before, facts) => {
      const steps = stepsTo(before, facts, now);
      const closed = steps.flatMap((step) => (step.do === 'close' ? [step.finding.rule] : []));
      const opened = steps.flatMap((step) => (step.do === 'open' ? [step.fact.rule] : []));
      const still = before.map(({ rule }) => rule).filter((rule) => !closed.includes(rule));
      expect(opened.filter((rule) => still.includes(rule))).toEqual([]);
    }),
  );
});
