import i18next from 'i18next';
import { beforeAll, describe, expect, test } from 'vitest';
import { de } from '../locales/de.ts';
import { en } from '../locales/en.ts';
import { bothClocks, clockPair, spanText } from './clocks.ts';
import type { Reader } from './reader.ts';
import { weekdaysText } from './weekdays.ts';
import { hoursText, type InUseServer, previewWindow, riskyConsequence, statusUntilText, windowSentence } from './window-sentence.ts';

const at = (text: string) => Temporal.Instant.from(text);
const texts = i18next.createInstance();

beforeAll(async () => {
  await texts.init({
    lng: 'en',
    resources: { en: { servers: en }, de: { servers: de } },
    defaultNS: 'servers',
    interpolation: { escapeValue: false },
  });
});

const reader = (language: string, zone: string, now: string): Reader => ({
  t: (key, params) => texts.t(key, { ...params, lng: language }),
  language,
  zone,
  now: at(now),
});

const berlin = { start: '08:00', end: '22:00', timeZone: 'Europe/Berlin', weekdays: [1, 2, 3, 4, 5, 6, 7] };
const riskyUntil22: InUseServer = {
  serviceWindow: berlin,
  alwaysInUse: false,
  serviceWindowStatus: 'risky',
  nextSafeAt: '2026-11-21T21:00:00Z',
  nextRiskyAt: '2026-11-22T07:00:00Z',
};
const safeUntil8: InUseServer = { ...riskyUntil22, serviceWindowStatus: 'safe', nextRiskyAt: '2026-11-22T07:00:00Z' };
const unknown: InUseServer = { ...riskyUntil22, serviceWindow: null, serviceWindowStatus: 'unknown', nextSafeAt: null, nextRiskyAt: null };
const always: InUseServer = { ...unknown, alwaysInUse: true, serviceWindowStatus: 'risky' };

const inAthens = (language: string) => reader(language, 'Europe/Athens', '2026-11-21T13:12:00Z');
const inBerlin = (language: string) => reader(language, 'Europe/Berlin', '2026-11-21T13:12:00Z');

describe('two clocks', () => {
  test('differ by zone', () => {
    expect(clockPair(at('2026-11-21T21:00:00Z'), 'Europe/Berlin', inAthens('en'))).toEqual({ there: '22:00', here: '23:00' });
  });

  test('are one where both show the same, also in zones of other names', () => {
    const oslo = reader('en', 'Europe/Oslo', '2026-11-21T13:12:00Z');
    expect(bothClocks(at('2026-11-21T21:00:00Z'), 'Europe/Berlin', oslo)).toBe('22:00');
  });

  test('say the weekday where it is another day, on each clock for itself', () => {
    const { there, here } = clockPair(at('2026-11-21T22:30:00Z'), 'Europe/Berlin', inAthens('en'));
    expect(there).toBe('23:30');
    expect(here).toMatch(/^Sun.* 00:30$/);
  });

  test('say the date from a week on', () => {
    expect(bothClocks(at('2026-12-24T21:00:00Z'), 'Europe/Berlin', inBerlin('en'))).toContain('24 Dec 2026');
  });

  test('without a known zone show the reader’s', () => {
    expect(bothClocks(at('2026-11-21T21:00:00Z'), 'Mars/Phobos', inAthens('en'))).toBe('23:00');
    expect(bothClocks(at('2026-11-21T21:00:00Z'), null, inAthens('en'))).toBe('23:00');
  });
});

test.each([
  ['2026-11-21T13:12:00Z', '2026-11-21T21:00:00Z', '7 h 48 min', '7 h 48 min'],
  ['2026-11-21T13:12:00Z', '2026-11-21T13:12:00Z', '0 min', '0 min'],
  ['2026-11-21T13:12:30Z', '2026-11-21T13:13:00Z', '1 min', '1 min'],
  ['2026-11-21T13:12:00Z', '2026-11-23T14:40:00Z', '2 d 1 h', '2 T 1 h'],
])('from %s to %s: %s, %s', (from, until, english, german) => {
  expect(spanText(at(from), at(until), inBerlin('en'))).toBe(english);
  expect(spanText(at(from), at(until), inBerlin('de'))).toBe(german);
});

describe('the window of a server', () => {
  test('in a list', () => {
    expect(hoursText(riskyUntil22, inAthens('en'))).toBe('in use 08:00–22:00');
    expect(statusUntilText(riskyUntil22, inAthens('en'))).toBe('risky until 22:00 there (23:00 here)');
    expect(statusUntilText(riskyUntil22, inAthens('de'))).toBe('riskant bis 22:00 dort (23:00 hier)');
    expect(statusUntilText(riskyUntil22, inBerlin('en'))).toBe('risky until 22:00');
    expect(statusUntilText(safeUntil8, inBerlin('en'))).toMatch(/^safe until Sun.* 08:00$/);
  });

  test('limited to weekdays says them', () => {
    const weekdays = { ...riskyUntil22, serviceWindow: { ...berlin, weekdays: [5, 1, 2, 3, 4] } };
    expect(hoursText(weekdays, inBerlin('en'))).toBe('in use Mon–Fri 08:00–22:00');
    expect(hoursText(weekdays, inBerlin('de'))).toBe('in Benutzung Mo–Fr 08:00–22:00');
  });

  test('as a sentence holds hours, zone, both clocks and how long', () => {
    expect(windowSentence(riskyUntil22, inAthens('en'))).toBe(
      'Risky now: in use 08:00–22:00 Europe/Berlin (there 14:12, you 15:12). Safe in 7 h 48 min: 22:00 there (23:00 here).',
    );
    expect(windowSentence(riskyUntil22, inAthens('de'))).toBe(
      'Jetzt riskant: in Benutzung 08:00–22:00 Europe/Berlin (dort 14:12, hier 15:12). Sicher in 7 h 48 min: 22:00 dort (23:00 hier).',
    );
  });

  test('that is unknown is said, never called safe', () => {
    for (const language of ['en', 'de']) {
      expect(statusUntilText(unknown, inBerlin(language))).toMatch(/unknown|unbekannt/);
      expect(windowSentence(unknown, inBerlin(language))).toMatch(/not known|nicht bekannt/);
    }
  });

  test('always in use has no safe hour in sight', () => {
    expect(statusUntilText(always, inBerlin('en'))).toBe('risky at every hour');
    expect(riskyConsequence(null, null, inBerlin('en'))).toContain('no safe hour is in sight');
  });

  test('asked to be acted on now says until when it is in use', () => {
    expect(riskyConsequence('2026-11-21T21:00:00Z', 'Europe/Berlin', inAthens('en'))).toMatch(
      /^In use until 22:00 there \(23:00 here\)\. /,
    );
  });
});

describe('the preview of a form', () => {
  test('says when updates are risky', () => {
    expect(previewWindow({ ...berlin, start: '22:00', end: '08:00' }, inBerlin('en'))).toEqual({
      sentence: 'Updates are risky between 22:00 and 08:00 Europe/Berlin, every day.',
    });
    expect(previewWindow({ ...berlin, start: '22:00', end: '08:00', weekdays: [1, 2, 3, 4, 5] }, inBerlin('de'))).toEqual({
      sentence: 'Aktualisierungen sind riskant zwischen 22:00 und 08:00 Europe/Berlin, beginnend am Mo–Fr.',
    });
  });

  test.each([
    [{ ...berlin, end: '08:00' }, 'window.edges_equal', 'end'],
    [{ ...berlin, start: '25:00' }, 'window.bad_time', 'start'],
    [{ ...berlin, timeZone: 'Mars/Phobos' }, 'window.unknown_zone', 'timeZone'],
    [{ ...berlin, weekdays: [] }, 'window.no_weekdays', 'weekdays'],
  ])('names what is wrong and where', (input, code, field) => {
    expect(previewWindow(input, inBerlin('en'))).toEqual({ code, field });
  });
});

test.each([
  [[1, 2, 3, 4, 5], 'Mon–Fri'],
  [[6, 7], 'Sat, Sun'],
  [[3, 1], 'Mon, Wed'],
  [[1, 2, 3, 4, 7], 'Mon–Thu, Sun'],
  [[2], 'Tue'],
])('weekdays %j read %s', (weekdays, text) => expect(weekdaysText(weekdays, 'en')).toBe(text));
