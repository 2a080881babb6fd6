import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isKnownZone, LAST_INSTANT, offsetStretchAt } from './zones.ts';

const everyZone = Intl.supportedValuesOf('timeZone');

test.each(['Europe/Berlin', 'europe/berlin', 'US/Eastern', 'Europe/Kyiv', 'UTC', 'America/Argentina/Buenos_Aires', 'Etc/GMT-2', 'Japan'])(
  '%s is a zone',
  (id) => expect(isKnownZone(id)).toBe(true),
);

test.each([
  '',
  ' Europe/Berlin',
  'Europe/Berlin ',
  'Mars/Phobos',
  'Local',
  '+02:00',
  '-0500',
  'Z',
  'GMT',
  'GMT+2',
  'GMT0',
  'UTC+1',
  'EST',
  'MST',
  'HST',
  'CET',
  'EET',
  'MET',
  'WET',
  'PST8PDT',
  'EST5EDT',
  'GB',
  '2020-01-01T00:00[Europe/Berlin]',
  'Europe/Berlin/../..',
  `Europe/${'a'.repeat(1_000)}`,
])('%j is no zone', (id) => expect(isKnownZone(id)).toBe(false));

test('every zone of the engine is a zone', () => {
  expect(everyZone.filter((id) => !isKnownZone(id))).toEqual([]);
});

const clocks = new Map(
  everyZone.map((zone) => [
    zone,
    new Intl.DateTimeFormat('en', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    }),
  ]),
);

function offsetByIntl(zone: string, at: number): number {
  const parts = Object.fromEntries(
    clocks
      .get(zone)
      ?.formatToParts(at)
      .map(({ type, value }) => [type, Number(value)]) ?? [],
  );
  const { year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0 } = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second) - at;
}

test('the offset is the one that Intl shows, in every zone', () => {
  const seconds = fc.integer({ min: Date.UTC(1975, 0) / 1000, max: Date.UTC(2036, 0) / 1000 });
  fc.assert(
    fc.property(fc.constantFrom(...everyZone), seconds, (zone, second) => {
      expect(offsetStretchAt(zone, second * 1000).offset).toBe(offsetByIntl(zone, second * 1000));
    }),
    { numRuns: 5_000 },
  );
});

test('stretches follow each other without gap or overlap', () => {
  fc.assert(
    fc.property(fc.constantFrom(...everyZone), fc.integer({ min: -4e12, max: 4e12 }), (zone, at) => {
      const here = offsetStretchAt(zone, at);
      expect(here.from).toBeLessThanOrEqual(at);
      expect(here.until).toBeGreaterThan(at);
      expect(offsetStretchAt(zone, here.until).from).toBe(here.until);
      expect(offsetStretchAt(zone, here.until - 1)).toEqual(here);
    }),
  );
});

test('the ends of time are answered too', () => {
  expect(offsetStretchAt('UTC', LAST_INSTANT - 1)).toMatchObject({ until: LAST_INSTANT, offset: 0 });
  expect(offsetStretchAt('UTC', -LAST_INSTANT).from).toBe(-LAST_INSTANT);
});
