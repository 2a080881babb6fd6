import fc from 'fast-check';
import { expect, test } from 'vitest';
import { COMMAND_ACTIONS } from './command/states.ts';
import { factsAt, nextFactAt, type ScreenRecord } from './facts.ts';
import { PROCESS_STATUSES } from './process.ts';
import { OFF_FOREVER } from './screen-state.ts';

const NOW = Temporal.Instant.from('2026-11-21T08:00:00Z');
const LIMITS = { graceSeconds: 170, recentErrorSeconds: 900, staleScreenshotSeconds: 900, wrongEventSeconds: 150 };
const around = fc.integer({ min: -400_000, max: 400_000 }).map((milliseconds) => NOW.add({ milliseconds }));
const past = fc.integer({ min: 0, max: 400_000 }).map((milliseconds) => NOW.subtract({ milliseconds }));

const anyPlan = fc.record({
  shown: fc.record({ currentEventId: fc.option(fc.constantFrom('one', 'two', 'default:1')), eventChangedAt: fc.option(past) }),
  expected: fc.option(fc.record({ eventId: fc.option(fc.constantFrom('one', 'two')), since: past })),
  offUntil: fc.option(fc.oneof(around, fc.constant(OFF_FOREVER))),
});

const anyRecord: fc.Arbitrary<ScreenRecord> = fc
  .record({
    lastAlive: fc.option(past),
    plan: fc.option(anyPlan),
    processStatus: fc.option(fc.constantFrom(...PROCESS_STATUSES)),
    currentProcess: fc.option(fc.string()),
    serviceFailedAt: fc.option(past),
    isActive: fc.boolean(),
    accountLostAt: fc.option(past),
    limitedAt: fc.option(past),
    heldUntil: fc.option(around),
    stuckCommand: fc.option(fc.record({ action: fc.constantFrom(...COMMAND_ACTIONS), since: past })),
  })
  .map(({ plan, ...record }) => ({
    ...record,
    ...(plan === null ? {} : { plan }),
    serviceFailedUnit: record.serviceFailedAt === null ? null : 'player.service',
    heldCount: record.heldUntil === null ? 0 : 1,
  }));

test('between now and the next instant nothing changes by itself, and after the last one nothing ever does', () => {
  fc.assert(
    fc.property(anyRecord, fc.integer({ min: 0, max: 10_000_000 }), (record, milliseconds) => {
      const [next, later] = [nextFactAt(record, LIMITS, NOW), NOW.add({ milliseconds })];
      fc.pre(next === null || Temporal.Instant.compare(later, next) < 0);
      expect(factsAt(record, LIMITS, later)).toEqual(factsAt(record, LIMITS, NOW));
    }),
  );
});

test('nobody is told what is wrong with a screen that is switched off, but that somebody wants to be it', () => {
  fc.assert(
    fc.property(anyRecord, (record) => {
      const rules = factsAt({ ...record, isActive: false }, LIMITS, NOW).map(({ rule }) => rule);
      expect(rules.filter((rule) => rule !== 'held-enrolment')).toEqual([]);
    }),
  );
});

test.each([
  [170, []],
  [170.001, ['screen-offline']],
])('silent for %d seconds: %j', (seconds, expected) => {
  const silent = { lastAlive: NOW, processStatus: null, currentProcess: null, serviceFailedAt: null, serviceFailedUnit: null };
  const record = {
    ...{ ...silent, isActive: true, accountLostAt: null, limitedAt: null },
    ...{ heldCount: 0, heldUntil: null, stuckCommand: null },
  };
  const facts = factsAt(record, LIMITS, NOW.add({ milliseconds: seconds * 1_000 }));
  expect(facts.map(({ rule }) => rule)).toEqual(expected);
});
