import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  checkWindow,
  firstSafeAt,
  type InUseHours,
  riskyPeriods,
  type ServiceWindow,
  windowAt,
  windowStatusAt,
  windowsAt,
} from './window.ts';

const ALL_DAYS = [1, 2, 3, 4, 5, 6, 7];
const at = (text: string) => Temporal.Instant.from(text);

/** `hours('22:00-08:00', 'Europe/Berlin')` */
function hours(edges: string, timeZone: string, weekdays: readonly number[] = ALL_DAYS): ServiceWindow {
  const [start = '', end = ''] = edges.split('-');
  return { start, end, timeZone, weekdays };
}

describe('membership', () => {
  // Reference 5.4, computed there with another implementation of the zone rules.
  test.each([
    ['2026-03-28T20:59Z', 'Europe/Berlin', '22:00-08:00', '21:59+01:00', 'safe'],
    ['2026-03-28T21:00Z', 'Europe/Berlin', '22:00-08:00', '22:00+01:00', 'risky'],
    ['2026-03-29T05:59Z', 'Europe/Berlin', '22:00-08:00', '07:59+02:00', 'risky'],
    ['2026-03-29T06:00Z', 'Europe/Berlin', '22:00-08:00', '08:00+02:00', 'safe'],
    ['2026-10-25T06:59Z', 'Europe/Berlin', '22:00-08:00', '07:59+01:00', 'risky'],
    ['2026-10-25T07:00Z', 'Europe/Berlin', '22:00-08:00', '08:00+01:00', 'safe'],
    ['2026-03-29T00:59Z', 'Europe/Berlin', '02:00-03:00', '01:59+01:00', 'safe'],
    ['2026-03-29T01:00Z', 'Europe/Berlin', '02:00-03:00', '03:00+02:00', 'safe'],
    ['2026-10-25T00:30Z', 'Europe/Berlin', '02:00-03:00', '02:30+02:00', 'risky'],
    ['2026-10-25T01:30Z', 'Europe/Berlin', '02:00-03:00', '02:30+01:00', 'risky'],
    ['2026-10-25T02:00Z', 'Europe/Berlin', '02:00-03:00', '03:00+01:00', 'safe'],
    ['2026-01-15T02:14Z', 'Asia/Kathmandu', '08:00-22:00', '07:59+05:45', 'safe'],
    ['2026-01-15T02:15Z', 'Asia/Kathmandu', '08:00-22:00', '08:00+05:45', 'risky'],
    ['2026-10-03T15:29Z', 'Australia/Lord_Howe', '02:00-02:30', '01:59+10:30', 'safe'],
    ['2026-10-03T15:30Z', 'Australia/Lord_Howe', '02:00-02:30', '02:30+11:00', 'safe'],
  ] as const)('%s in %s, in use %s: local %s is %s', (now, zone, edges, local, status) => {
    const answer = windowAt(hours(edges, zone), at(now));
    expect(answer.local?.toString({ smallestUnit: 'minute', timeZoneName: 'never' }).slice(11)).toBe(local);
    expect(answer.status).toBe(status);
    expect(windowStatusAt(hours(edges, zone), at(now))).toBe(status);
  });

  // prometheus/alertmanager @ 68fb2d57, timeinterval/timeinterval_test.go (Apache-2.0): Monday to Friday 09:00-17:00 in Sydney.
  test.each([
    ['2021-04-06T13:00+10:00', 'risky'],
    ['2021-04-06T13:00Z', 'safe'],
    ['2021-10-31T22:00Z', 'risky'],
    ['2021-10-31T21:00Z', 'safe'],
    ['2021-04-06T16:59+10:00', 'risky'],
    ['2021-04-06T17:00+10:00', 'safe'],
    ['2021-04-10T13:00+10:00', 'safe'],
  ] as const)('Sydney office hours at %s: %s', (now, status) => {
    expect(windowStatusAt(hours('09:00-17:00', 'Australia/Sydney', [1, 2, 3, 4, 5]), at(now))).toBe(status);
  });

  test.each([
    ['Friday evening', '2026-11-20T22:00+01:00', 'risky'],
    ['Saturday before eight belongs to Friday', '2026-11-21T07:59+01:00', 'risky'],
    ['Saturday evening', '2026-11-21T22:00+01:00', 'safe'],
    ['Monday before eight belongs to Sunday', '2026-11-23T07:59+01:00', 'safe'],
    ['Tuesday before eight belongs to Monday', '2026-11-24T07:59+01:00', 'risky'],
  ] as const)('an overnight window on weekdays: %s is judged by the day it starts on', (_when, now, status) => {
    expect(windowStatusAt(hours('22:00-08:00', 'Europe/Berlin', [1, 2, 3, 4, 5]), at(now))).toBe(status);
  });

  test.each([
    ['no window', null],
    ['no start', { start: null, end: '08:00', timeZone: 'Europe/Berlin' }],
    ['no end', { start: '22:00', end: null, timeZone: 'Europe/Berlin' }],
    ['no zone', { start: '22:00', end: '08:00', timeZone: null }],
    ['an empty zone', { start: '22:00', end: '08:00', timeZone: '' }],
    ['a zone nobody knows', { start: '22:00', end: '08:00', timeZone: 'Mars/Phobos' }],
    ['equal edges', { start: '08:00', end: '08:00', timeZone: 'Europe/Berlin' }],
    ['no weekday', { start: '22:00', end: '08:00', timeZone: 'Europe/Berlin', weekdays: [] }],
    ['an unreadable time', { start: '25:00', end: '08:00', timeZone: 'Europe/Berlin' }],
  ] as const)('%s: unknown, with no instants', (_what, window: InUseHours | null) => {
    const now = at('2026-11-21T12:00Z');
    expect(windowStatusAt(window, now)).toBe('unknown');
    expect(windowAt(window, now)).toMatchObject({ status: 'unknown', nextSafeAt: null, nextRiskyAt: null });
    expect(firstSafeAt(window, now)).toBeNull();
    expect(riskyPeriods(window, now, now.add({ hours: 48 }))).toEqual([]);
  });

  test('the local time is told even where the hours are missing', () => {
    expect(windowAt({ timeZone: 'Asia/Kathmandu' }, at('2026-01-15T02:14Z')).local?.hour).toBe(7);
  });

  test('a machine that is always in use is never safe', () => {
    const answer = windowAt({ alwaysInUse: true, timeZone: 'Europe/Berlin' }, at('2026-11-21T12:00Z'));
    expect(answer).toMatchObject({ status: 'risky', nextSafeAt: null, nextRiskyAt: null });
    expect(answer.local?.hour).toBe(13);
  });

  test('whole working days: 00:00 to 24:00 from Monday to Friday', () => {
    const office = hours('00:00-24:00', 'Europe/Berlin', [1, 2, 3, 4, 5]);
    expect(windowAt(office, at('2026-11-20T22:59Z'))).toMatchObject({ status: 'risky', nextSafeAt: at('2026-11-20T23:00Z') });
    expect(windowAt(office, at('2026-11-21T12:00Z'))).toMatchObject({ status: 'safe', nextRiskyAt: at('2026-11-22T23:00Z') });
  });

  test('every hour of every day: risky without end', () => {
    expect(windowAt(hours('00:00-24:00', 'Europe/Berlin'), at('2026-11-21T12:00Z'))).toMatchObject({ status: 'risky', nextSafeAt: null });
  });
});

describe('the next flips', () => {
  const flipsOf = (window: ServiceWindow, from: string, until: string) =>
    riskyPeriods(window, at(from), at(until)).flatMap((period) => [period.from.toString(), period.until.toString()]);

  test('while risky, safe comes first; while safe, risky comes first', () => {
    const window = hours('08:00-22:00', 'Europe/Berlin');
    expect(windowAt(window, at('2026-11-21T13:12Z'))).toMatchObject({
      nextSafeAt: at('2026-11-21T21:00Z'),
      nextRiskyAt: at('2026-11-22T07:00Z'),
    });
    expect(windowAt(window, at('2026-11-21T21:00Z'))).toMatchObject({
      nextRiskyAt: at('2026-11-22T07:00Z'),
      nextSafeAt: at('2026-11-22T21:00Z'),
    });
  });

  test('02:00-02:30 flips four times in an autumn night', () => {
    expect(flipsOf(hours('02:00-02:30', 'Europe/Berlin'), '2026-10-24T12:00Z', '2026-10-25T12:00Z')).toEqual([
      '2026-10-25T00:00:00Z',
      '2026-10-25T00:30:00Z',
      '2026-10-25T01:00:00Z',
      '2026-10-25T01:30:00Z',
    ]);
  });

  test('an edge inside the spring gap acts at the first instant after the gap', () => {
    expect(flipsOf(hours('02:30-05:00', 'Europe/Berlin'), '2026-03-28T12:00Z', '2026-03-29T12:00Z')).toEqual([
      '2026-03-29T01:00:00Z',
      '2026-03-29T03:00:00Z',
    ]);
    expect(flipsOf(hours('01:00-02:30', 'Europe/Berlin'), '2026-03-28T12:00Z', '2026-03-29T12:00Z')).toEqual([
      '2026-03-29T00:00:00Z',
      '2026-03-29T01:00:00Z',
    ]);
  });

  test.each([
    ['Europe/Berlin', '02:00-03:00', '2026-03-28T12:00Z'],
    ['Australia/Lord_Howe', '02:00-02:30', '2026-10-03T02:00Z'],
  ])('%s %s is skipped in the spring night', (zone, edges, from) => {
    expect(riskyPeriods(hours(edges, zone), at(from), at(from).add({ hours: 22 }))).toEqual([]);
  });

  test.each([
    ['Europe/Berlin', '2026-03-28', 9],
    ['Europe/Berlin', '2026-10-24', 11],
    ['Europe/Berlin', '2026-07-01', 10],
    ['America/New_York', '2026-03-07', 9],
    ['America/New_York', '2026-10-31', 11],
    ['Australia/Lord_Howe', '2026-10-03', 9.5],
    ['Australia/Lord_Howe', '2026-04-04', 10.5],
  ])('22:00-08:00 in %s from %s on lasts %s h', (zone, date, length) => {
    const noon = Temporal.PlainDate.from(date).toZonedDateTime({ timeZone: zone, plainTime: '12:00' }).toInstant();
    const [night] = riskyPeriods(hours('22:00-08:00', zone), noon, noon.add({ hours: 24 }));
    expect(night?.until.since(night.from).total('hours')).toBe(length);
  });

  // tc39/test262 @ be13516f, intl402/Temporal/ZonedDateTime/prototype/hoursInDay (BSD): from the first to the last instant of a day.
  // In Casey and St Johns the clock goes back over midnight, so that the day is left for an hour and entered again.
  test.each([
    ['Australia/Lord_Howe', '2020-10-04', 23.5, 1],
    ['Australia/Lord_Howe', '2020-04-05', 24.5, 1],
    ['America/Sao_Paulo', '2018-02-17', 25, 1],
    ['America/Sao_Paulo', '2018-11-04', 23, 1],
    ['Antarctica/Casey', '2010-03-05', 27, 2],
    ['America/St_Johns', '2010-11-07', 25, 2],
  ])('a whole day in use in %s on %s ends %s h after it began, in %s parts', (zone, date, length, parts) => {
    const day = Temporal.PlainDate.from(date);
    const noonBefore = day.subtract({ days: 1 }).toZonedDateTime({ timeZone: zone, plainTime: '12:00' }).toInstant();
    const periods = riskyPeriods(hours('00:00-24:00', zone, [day.dayOfWeek]), noonBefore, noonBefore.add({ hours: 72 }));
    expect(periods).toHaveLength(parts);
    expect(
      periods
        .at(-1)
        ?.until.since(periods[0]?.from ?? noonBefore)
        .total('hours'),
    ).toBe(length);
  });

  test('a local time that happens twice counts twice, one that is missing never', () => {
    const minute = (zone: string, clock: string, from: string) =>
      riskyPeriods(hours(`${clock}-${clock.slice(0, 4)}${Number(clock.slice(4)) + 1}`, zone), at(from), at(from).add({ hours: 24 })).map(
        (period) => period.from.toString({ smallestUnit: 'minute' }),
      );
    expect(minute('Europe/Berlin', '02:30', '2026-03-28T12:00Z')).toEqual([]);
    expect(minute('Europe/Berlin', '02:30', '2026-10-24T12:00Z')).toEqual(['2026-10-25T00:30Z', '2026-10-25T01:30Z']);
    expect(minute('America/New_York', '02:30', '2026-03-07T17:00Z')).toEqual([]);
    expect(minute('America/New_York', '01:30', '2026-10-31T17:00Z')).toEqual(['2026-11-01T05:30Z', '2026-11-01T06:30Z']);
    expect(minute('America/New_York', '01:30', '2025-11-01T17:00Z')).toEqual(['2025-11-02T05:30Z', '2025-11-02T06:30Z']);
    expect(minute('America/New_York', '01:30', '2025-11-02T17:00Z')).toEqual(['2025-11-03T06:30Z']);
    expect(minute('America/Los_Angeles', '01:45', '2000-10-28T19:00Z')).toEqual(['2000-10-29T08:45Z', '2000-10-29T09:45Z']);
    expect(minute('America/Los_Angeles', '02:30', '2000-04-01T20:00Z')).toEqual([]);
    expect(minute('Africa/Casablanca', '02:30', '2026-02-14T12:00Z')).toEqual(['2026-02-15T01:30Z', '2026-02-15T02:30Z']);
    expect(minute('Africa/Casablanca', '02:30', '2026-03-21T12:00Z')).toEqual([]);
    expect(minute('Australia/Lord_Howe', '01:45', '2026-04-04T01:30Z')).toEqual(['2026-04-04T14:45Z', '2026-04-04T15:15Z']);
    expect(minute('America/Santiago', '00:30', '2026-09-05T16:00Z')).toEqual([]);
    expect(minute('Asia/Beirut', '00:30', '2026-03-28T10:00Z')).toEqual([]);
    expect(minute('Africa/Cairo', '00:30', '2026-04-23T10:00Z')).toEqual([]);
  });

  test('Apia had no 30 December 2011: a window of Fridays is not met that week', () => {
    const fridays = hours('08:00-22:00', 'Pacific/Apia', [5]);
    expect(riskyPeriods(fridays, at('2011-12-28T10:00Z'), at('2012-01-03T10:00Z'))).toEqual([]);
    expect(windowAt(fridays, at('2011-12-28T10:00Z')).nextRiskyAt).toEqual(at('2012-01-05T18:00Z'));
  });

  test('a window of one weekday is found days ahead', () => {
    expect(windowAt(hours('08:00-22:00', 'UTC', [1]), at('2026-11-21T12:00Z'))).toMatchObject({
      nextRiskyAt: at('2026-11-23T08:00Z'),
      nextSafeAt: at('2026-11-23T22:00Z'),
    });
  });

  test('close to the end of time there is no next flip rather than an error', () => {
    const last = Temporal.Instant.fromEpochMilliseconds(8.64e15);
    expect(windowAt(hours('08:00-22:00', 'UTC'), last)).toMatchObject({ status: 'safe', nextRiskyAt: null, nextSafeAt: null });
  });

  test('many machines with few windows share their answers', () => {
    const answer = windowsAt(at('2026-11-21T12:00Z'));
    expect(answer(hours('08:00-22:00', 'Europe/Berlin'))).toBe(answer(hours('08:00-22:00', 'Europe/Berlin')));
    expect(answer(hours('22:00-08:00', 'Europe/Berlin')).status).toBe('safe');
  });
});

describe('what may be entered', () => {
  const check = (start: string | null, end: string | null, timeZone: string | null = 'Europe/Berlin', weekdays?: readonly number[]) =>
    checkWindow({ start, end, timeZone, weekdays });

  // Alertmanager's and PatchMon's times, as far as a window of whole minutes knows them; 09:30-07:41 is legal here: overnight.
  test.each([
    ['00:00', '24:00', '00:00', '24:00'],
    ['09:35', '09:39', '09:35', '09:39'],
    ['09:30', '07:41', '09:30', '07:41'],
    ['15:00', ' 09:05 ', '15:00', '09:05'],
    ['08:00:00', '23:59:00', '08:00', '23:59'],
  ])('%j to %j is a window', (start, end, first, last) => {
    expect(check(start, end)).toMatchObject({ ok: true, value: { start: first, end: last, weekdays: ALL_DAYS } });
  });

  test.each([
    ['17:31', '17:31', 'window.edges_equal', 'serviceWindow.end'],
    ['00:00', '00:00', 'window.edges_equal', 'serviceWindow.end'],
    ['12:30', '24:01', 'window.bad_time', 'serviceWindow.end'],
    ['24:00', '08:00', 'window.bad_time', 'serviceWindow.start'],
    ['01:99', '08:00', 'window.bad_time', 'serviceWindow.start'],
    ['99:99', '08:00', 'window.bad_time', 'serviceWindow.start'],
    ['08:00', '', 'window.bad_time', 'serviceWindow.end'],
    ...['', 'abc', '25:00', '12:60', '12:30:60', '12', '1:2:3:4', '-1:00', '9:05', '01:30:45'].map((time) => [
      time,
      '08:00',
      'window.bad_time',
      'serviceWindow.start',
    ]),
  ])('%j to %j: %s', (start = '', end = '', code = '', path = '') => {
    expect(check(start, end)).toEqual({ ok: false, code, params: { path } });
  });

  test('zones and weekdays are looked at too', () => {
    expect(check('22:00', '08:00', 'Mars/Phobos')).toMatchObject({
      code: 'window.unknown_zone',
      params: { path: 'serviceWindow.timeZone' },
    });
    expect(check(null, '08:00')).toMatchObject({ code: 'window.bad_time' });
    expect(check('22:00', '08:00', null)).toMatchObject({ code: 'window.unknown_zone' });
    expect(check('22:00', '08:00', ' Europe/Berlin ')).toMatchObject({ value: { timeZone: 'Europe/Berlin' } });
    expect(check('22:00', '08:00', 'UTC', [])).toMatchObject({ code: 'window.no_weekdays', params: { path: 'serviceWindow.weekdays' } });
    expect(check('22:00', '08:00', 'UTC', [0])).toMatchObject({ code: 'window.bad_weekday' });
    expect(check('22:00', '08:00', 'UTC', [7, 1, 7])).toMatchObject({ value: { weekdays: [1, 7] } });
  });
});

describe('over all steps and zones', () => {
  const STEP = 15 * 60_000;
  const zones = [
    'Europe/Berlin',
    'America/New_York',
    'Asia/Kathmandu',
    'Australia/Lord_Howe',
    'Africa/Casablanca',
    'America/Santiago',
    'Africa/Cairo',
    'Pacific/Apia',
    'America/Sao_Paulo',
    'America/St_Johns',
  ];

  test.each(zones)(
    '%s, every 15 minutes of 2025 to 2030: the complement answers the complement, and nextSafeAt is the first safe instant',
    (zone) => {
      const night = hours('22:00-08:00', zone);
      const day = hours('08:00-22:00', zone);
      const wrong: string[] = [];
      let promised: Temporal.Instant | null = null;
      for (let ms = Date.UTC(2025, 0); ms < Date.UTC(2031, 0); ms += STEP) {
        const now = Temporal.Instant.fromEpochMilliseconds(ms);
        const { status, nextSafeAt } = windowAt(night, now);
        if ((status === 'risky') === (windowStatusAt(day, now) === 'risky')) wrong.push(`complement at ${now}`);
        // While risky, every step must promise the same instant; the first safe step must not come before it.
        if (status === 'risky') {
          if (promised !== null && nextSafeAt?.epochMilliseconds !== promised.epochMilliseconds) wrong.push(`promise at ${now}`);
          promised = nextSafeAt;
          continue;
        }
        if (promised !== null) {
          const minuteBefore = promised.subtract({ minutes: 1 });
          if (promised.epochMilliseconds > ms || promised.epochMilliseconds <= ms - STEP) wrong.push(`kept at ${now}`);
          if (windowStatusAt(night, promised) !== 'safe' || windowStatusAt(night, minuteBefore) !== 'risky') wrong.push(`edge at ${now}`);
        }
        promised = null;
      }
      expect(wrong).toEqual([]);
    },
    60_000,
  );

  const anyClock = fc
    .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
    .map(([hour, minute]) => `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`);
  const anyWindow = fc
    .record({
      start: anyClock,
      end: anyClock,
      timeZone: fc.constantFrom(...Intl.supportedValuesOf('timeZone')),
      weekdays: fc.subarray(ALL_DAYS, { minLength: 1 }),
    })
    .filter(({ start, end }) => start !== end);
  const anyNow = fc
    .integer({ min: Date.UTC(1990, 0), max: Date.UTC(2040, 0) })
    .map((milliseconds) => Temporal.Instant.fromEpochMilliseconds(milliseconds));

  /** The rule of the specification, word by word, by the engine's own calendar. */
  function isInside({ start, end, timeZone, weekdays }: ServiceWindow, now: Temporal.Instant): boolean {
    const local = now.toZonedDateTimeISO(timeZone).toPlainDateTime();
    const clock = local.toPlainTime();
    const isOn = (date: Temporal.PlainDate) => weekdays.includes(date.dayOfWeek);
    const isFrom = Temporal.PlainTime.compare(clock, start) >= 0;
    const isBeforeEnd = Temporal.PlainTime.compare(clock, end) < 0;
    const today = local.toPlainDate();
    if (start < end) return isFrom && isBeforeEnd && isOn(today);
    return (isFrom && isOn(today)) || (isBeforeEnd && isOn(today.subtract({ days: 1 })));
  }

  test('in every zone, for any hours and weekdays, the status is the rule of the specification', () => {
    fc.assert(
      fc.property(anyWindow, anyNow, (window, now) => {
        expect(windowStatusAt(window, now)).toBe(isInside(window, now) ? 'risky' : 'safe');
      }),
      { numRuns: 5_000 },
    );
  });

  test('in every zone, on all seven days, the complement answers the complement', () => {
    fc.assert(
      fc.property(anyWindow, anyNow, ({ start, end, timeZone }, now) => {
        const status = windowStatusAt({ start, end, timeZone }, now);
        expect(windowStatusAt({ start: end, end: start, timeZone }, now)).toBe(status === 'risky' ? 'safe' : 'risky');
      }),
      { numRuns: 2_000 },
    );
  });

  test('a promised flip is after now, changes the answer, and nothing changes before it', () => {
    fc.assert(
      fc.property(anyWindow, anyNow, fc.double({ min: 0, max: 1, noNaN: true }), (window, now, share) => {
        const { status, nextSafeAt, nextRiskyAt } = windowAt(window, now);
        const [first, second] = status === 'risky' ? [nextSafeAt, nextRiskyAt] : [nextRiskyAt, nextSafeAt];
        if (first === null || second === null) throw new Error('these windows always flip');
        const ahead = first.epochMilliseconds - now.epochMilliseconds;
        expect(ahead).toBeGreaterThan(0);
        expect(second.epochMilliseconds).toBeGreaterThan(first.epochMilliseconds);
        expect(isInside(window, first)).toBe(status === 'safe');
        expect(isInside(window, second)).toBe(status === 'risky');
        expect(isInside(window, first.subtract({ milliseconds: 1 }))).toBe(status === 'risky');
        expect(isInside(window, now.add({ milliseconds: Math.floor(share * (ahead - 1)) }))).toBe(status === 'risky');
      }),
      { numRuns: 3_000 },
    );
  });
});
