import fc from 'fast-check';
import { expect, test } from 'vitest';
import { offlineAfter, PICTURE_STATES, type ScreenFacts, type StateLimits, stateAt } from './screen-state.ts';

const NOW = Temporal.Instant.from('2026-12-01T08:00:00Z');
const ago = (seconds: number): Temporal.Instant => NOW.subtract({ seconds });
const LIMITS: StateLimits = { graceSeconds: 170, recentErrorSeconds: 3_600, staleScreenshotSeconds: 900, wrongEventSeconds: 60 };
const WELL: ScreenFacts = {
  ...{ lastAlive: ago(30), hasCrashed: false, serviceFailedAt: null, picture: 'OK', offUntil: null, wrongEventSince: null },
  ...{ clockOffSeconds: 2, lastErrorAt: null, lastScreenshotAt: ago(60) },
};

test.each([
  ['all is well', {}, 'healthy', []],
  ['never heard of', { lastAlive: null, lastScreenshotAt: null }, 'new', ['neverHeard']],
  ['the last second of the grace', { lastAlive: ago(170) }, 'healthy', []],
  ['a second later', { lastAlive: ago(171) }, 'offline', ['silent']],
  ['silent after a crash', { lastAlive: ago(171), hasCrashed: true }, 'offline', ['silent', 'crashed']],
  ['crashed', { hasCrashed: true }, 'critical', ['crashed']],
  ['a unit has given up', { serviceFailedAt: ago(9_999) }, 'critical', ['serviceFailed']],
  ['black', { picture: 'BLACK' }, 'critical', ['black']],
  ['black because it is to be', { picture: 'BLACK', offUntil: NOW.add({ seconds: 1 }) }, 'off', []],
  ['silent because it is to be off', { lastAlive: ago(9_000), offUntil: NOW.add({ seconds: 1 }) }, 'off', []],
  ['the night is over', { lastAlive: ago(9_000), offUntil: NOW }, 'offline', ['silent']],
  ['off, and its unit has given up', { serviceFailedAt: ago(5), offUntil: NOW.add({ seconds: 1 }) }, 'critical', ['serviceFailed']],
  ['an error of last hour', { lastErrorAt: ago(3_600) }, 'warning', ['errors']],
  ['an error of before', { lastErrorAt: ago(3_601) }, 'healthy', []],
  ['the clock', { clockOffSeconds: -61 }, 'warning', ['clockOff']],
  ['the wrong event, for a moment', { wrongEventSince: ago(60) }, 'healthy', []],
  ['the wrong event', { wrongEventSince: ago(61) }, 'warning', ['wrongEvent']],
  ['no picture for long', { lastScreenshotAt: ago(901) }, 'warning', ['staleScreenshot']],
  ['never a picture: an old player', { lastScreenshotAt: null }, 'healthy', []],
] as const)('%s', (_what, more, state, reasons) => {
  expect(stateAt({ ...WELL, ...more }, LIMITS, NOW)).toEqual({ state, reasons });
});

const anyAgo = fc.option(fc.integer({ min: 0, max: 10_000 }).map(ago));
const anyFacts: fc.Arbitrary<ScreenFacts> = fc.record({
  ...{ lastAlive: anyAgo, hasCrashed: fc.boolean(), serviceFailedAt: anyAgo, picture: fc.constantFrom(...PICTURE_STATES) },
  ...{ offUntil: fc.option(fc.integer({ min: -500, max: 500 }).map(ago)), wrongEventSince: anyAgo },
  ...{ clockOffSeconds: fc.option(fc.integer({ min: -200, max: 200 })), lastErrorAt: anyAgo, lastScreenshotAt: anyAgo },
});

test('offline exactly after offlineAfter, and no state is better than what is wrong', () => {
  fc.assert(
    fc.property(anyFacts, (facts) => {
      const { state, reasons } = stateAt(facts, LIMITS, NOW);
      const after = offlineAfter(facts, LIMITS.graceSeconds);
      const isOffNow = facts.offUntil !== null && Temporal.Instant.compare(NOW, facts.offUntil) < 0;
      // At the very instant at which the night ends, it has been silent for long already.
      const isDue = after !== null && (Temporal.Instant.compare(NOW, after) > 0 || (after === facts.offUntil && NOW.equals(after)));
      expect(state === 'offline').toBe(isDue && !isOffNow);
      if (state === 'healthy') expect(reasons).toEqual([]);
      if (facts.lastAlive === null) expect(state).toBe('new');
    }),
  );
});
