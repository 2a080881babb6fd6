import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dueAt } from './due.ts';
import { digestFrom, type Hours, quietUntil } from './hours.ts';
import { afterTelling, heard, type Stand, UNTOLD } from './occasion.ts';

const at = (text: string) => Temporal.Instant.from(text);
const vienna: Hours = { timeZone: 'Europe/Vienna', quiet: { start: '22:00', end: '07:00' }, digestAt: '07:30' };
const critical: Stand = { is: 'speaking', loudness: 'critical', round: 0, isEscalated: false };
const warning: Stand = { ...critical, loudness: 'warning' };
const pending = (stand: Stand, now: Temporal.Instant) => heard(UNTOLD, stand, now) ?? UNTOLD;

describe('the digest', () => {
  test.each([
    ['today', '2026-11-21T05:00:00Z', '2026-11-21T06:30:00Z'],
    ['at this very instant', '2026-11-21T06:30:00Z', '2026-11-21T06:30:00Z'],
    ['tomorrow', '2026-11-21T06:30:00.001Z', '2026-11-22T06:30:00Z'],
    ['at 07:30 after the clocks went forward', '2026-03-28T12:00:00Z', '2026-03-29T05:30:00Z'],
    ['at 07:30 after they went back', '2026-10-24T12:00:00Z', '2026-10-25T06:30:00Z'],
  ])('comes %s', (_when, now, expected) => {
    expect(digestFrom(vienna, at(now))).toEqual(at(expected));
  });

  test('at a time that is missing that day comes by as much later', () => {
    expect(digestFrom({ ...vienna, digestAt: '02:30' }, at('2026-03-28T12:00:00Z'))).toEqual(at('2026-03-29T01:30:00Z'));
  });

  test('is never in the past, and less than 49 hours away, in every zone', () => {
    const anyClock = fc.tuple(fc.nat(23), fc.nat(59)).map((parts) => parts.map((part) => String(part).padStart(2, '0')).join(':'));
    fc.assert(
      fc.property(
        fc.constantFrom(...Intl.supportedValuesOf('timeZone')),
        anyClock,
        fc.nat(2_000_000_000),
        (timeZone, digestAt, seconds) => {
          const now = Temporal.Instant.fromEpochMilliseconds(seconds * 1_000);
          const digest = digestFrom({ timeZone, digestAt, quiet: null }, now);
          const hours = now.until(digest).total('hours');
          expect(hours).toBeGreaterThanOrEqual(0);
          expect(hours).toBeLessThan(49);
        },
      ),
    );
  });
});

describe('quiet hours', () => {
  test.each([
    ['before', '2026-11-21T20:59:00Z', '2026-11-21T20:59:00Z'],
    ['at their start', '2026-11-21T21:00:00Z', '2026-11-22T06:00:00Z'],
    ['over midnight', '2026-11-22T02:00:00Z', '2026-11-22T06:00:00Z'],
    ['at their end', '2026-11-22T06:00:00Z', '2026-11-22T06:00:00Z'],
    ['in the night in which the clocks go forward', '2026-03-28T22:00:00Z', '2026-03-29T05:00:00Z'],
    ['in the night in which they go back', '2026-10-24T22:00:00Z', '2026-10-25T06:00:00Z'],
  ])('%s', (_when, now, until) => {
    expect(quietUntil(vienna, at(now))).toEqual(at(until));
  });
});

describe('what is pending is due', () => {
  const night = at('2026-11-21T23:00:00Z');
  const day = at('2026-11-21T12:00:00Z');
  const listener = (letThrough: 'all' | 'own' | 'none') => ({ hours: vienna, letThrough });

  test.each([
    ['a critical by day', critical, day, 'none', false, '2026-11-21T12:00:05Z'],
    ['a critical at night that is let through', critical, night, 'all', false, '2026-11-21T23:00:05Z'],
    ['my own at night', critical, night, 'own', true, '2026-11-21T23:00:05Z'],
    ["somebody else's at night", critical, night, 'own', false, '2026-11-22T06:00:00Z'],
    ['none let through', critical, night, 'none', true, '2026-11-22T06:00:00Z'],
    ['a warning', warning, day, 'all', true, '2026-11-22T06:30:00Z'],
    ['a warning at night', warning, night, 'all', true, '2026-11-22T06:30:00Z'],
  ] as const)('%s', (_what, stand, now, letThrough, isOwn, expected) => {
    expect(dueAt(pending(stand, now), stand, listener(letThrough), isOwn)).toEqual(at(expected));
  });

  test('not before ten minutes after the message before', () => {
    const known = heard(afterTelling(warning, day) ?? UNTOLD, critical, day.add({ minutes: 1 })) ?? UNTOLD;
    expect(dueAt(known, critical, listener('all'), true)).toEqual(day.add({ minutes: 10 }));
  });

  test('the end of a critical is no reason to wake anybody', () => {
    const ended = heard(afterTelling(critical, night) ?? UNTOLD, { is: 'over' }, night.add({ minutes: 30 })) ?? UNTOLD;
    expect(dueAt(ended, { is: 'over' }, listener('all'), true)).toEqual(at('2026-11-22T06:00:00Z'));
  });
});
