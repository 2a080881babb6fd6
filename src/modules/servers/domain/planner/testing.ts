import fc from 'fast-check';
import type { InUseHours, Period } from '../../../../shared/window.ts';
import type { Touchable } from '../decide.ts';
import type { PlanServer, Proposal, TakenTime } from './plan.ts';

export const at = (text: string) => Temporal.Instant.from(text);

// Days around which clocks change: Berlin twice, New York, Lord Howe by half an hour, Santiago at midnight; and a plain one.
const NOWS = ['2026-03-27T10:00Z', '2026-10-23T17:35Z', '2026-10-31T03:10Z', '2026-10-02T12:00Z', '2026-09-05T01:00Z', '2026-11-21T08:00Z'];
export const ZONES = ['Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'America/Santiago', 'Asia/Kathmandu', 'UTC'];

export const fiveMinutes = (most: number) => fc.integer({ min: 0, max: most / 5 }).map((count) => count * 5);
export const clock = fiveMinutes(1_435).map(
  (minutes) => `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`,
);
const anyHours: fc.Arbitrary<InUseHours | null> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      start: clock,
      end: clock,
      timeZone: fc.constantFrom(...ZONES),
      weekdays: fc.subarray([1, 2, 3, 4, 5, 6, 7], { minLength: 1 }),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ alwaysInUse: true }) },
  { weight: 1, arbitrary: fc.constant(null) },
);

const hoursFrom = (now: Temporal.Instant, hours: number) => now.add({ minutes: Math.round(hours * 12) * 5 });

/** Up to so many periods within some days around now. */
export const anyPeriods = (now: Temporal.Instant, days: number, most: number): fc.Arbitrary<Period[]> =>
  fc.array(
    fc.tuple(fc.double({ min: -24, max: days * 24, noNaN: true }), fc.double({ min: 0.1, max: 60, noNaN: true })).map(([from, length]) => ({
      from: hoursFrom(now, from),
      until: hoursFrom(now, from).add({ minutes: Math.ceil(length * 12) * 5 }),
    })),
    { maxLength: most },
  );

const anyTouchable = (now: Temporal.Instant): fc.Arbitrary<Touchable> =>
  fc.record({
    hours: anyHours,
    mode: fc.constantFrom('inform', 'confirm', 'enforce'),
    cutoffMinutes: fc.constantFrom(0, 0, 30, 120),
    maintenance: anyPeriods(now, 10, 2),
    freezes: anyPeriods(now, 10, 2),
  });

const anyServer = (now: Temporal.Instant): fc.Arbitrary<Omit<PlanServer, 'id'>> =>
  fc.record({
    touchable: anyTouchable(now),
    rhythm: fc.option(
      fc.record({ intervalDays: fc.integer({ min: 1, max: 14 }), preferredWeekday: fc.option(fc.integer({ min: 1, max: 7 })) }),
      {
        freq: 8,
      },
    ),
    lastUpdatedAt: fc.option(
      fc.double({ min: 0, max: 24 * 14, noNaN: true }).map((hours) => hoursFrom(now, -hours)),
      { freq: 8 },
    ),
    slotMinutes: fc.constantFrom(15, 60, 240),
    group: fc.constantFrom('web', 'web', 'web', 'db', null),
    slot: fc.constant(null),
  });

export const anyEstate = fc.constantFrom(...NOWS).chain((text) => {
  const now = at(text);
  return fc.record({
    now: fc.constant(now),
    servers: fc
      .array(anyServer(now), { minLength: 1, maxLength: 6 })
      .map((all) => all.map((server, index) => ({ ...server, id: `s${index}` }))),
    taken: anyPeriods(now, 5, 2).map((periods): TakenTime[] => periods.map((period) => ({ ...period, group: 'web' }))),
  });
});

export const placed = (plan: ReadonlyMap<string, Proposal>) =>
  [...plan].flatMap(([id, { startsAt, endsAt, ...rest }]) =>
    startsAt === null || endsAt === null ? [] : [{ ...rest, id, startsAt, endsAt }],
  );
