import fc from 'fast-check';
import ICAL from 'ical.js';
import { expect, test } from 'vitest';
import { type CalendarEvent, icalendar } from './ical.ts';

const at = (text: string) => Temporal.Instant.from(text);
const local = (text: string) => Temporal.PlainDateTime.from(text);
const slot = {
  uid: 'slot-1@caretaker',
  start: at('2026-11-23T21:00:00Z'),
  end: at('2026-11-23T23:30:00Z'),
  summary: 'Update web01',
  updatedAt: at('2026-11-20T10:00:00Z'),
  sequence: 3,
} satisfies CalendarEvent;

function parsed(events: readonly CalendarEvent[], name = 'Caretaker'): { calendar: ICAL.Component; events: ICAL.Event[]; text: string } {
  const text = icalendar({ name, events });
  const calendar = new ICAL.Component(ICAL.parse(text));
  for (const zone of calendar.getAllSubcomponents('vtimezone')) ICAL.TimezoneService.register(zone);
  return { calendar, events: calendar.getAllSubcomponents('vevent').map((component) => new ICAL.Event(component)), text };
}

/** The start an event has on each of its first days, as a reader of the feed works it out. */
function occurrencesOf(event: ICAL.Event, count: number): string[] {
  const walk = event.iterator();
  return Array.from({ length: count }, () => Temporal.Instant.fromEpochMilliseconds(walk.next().toUnixTime() * 1000).toString());
}

test('an event between two instants is written in UTC', () => {
  const { text } = parsed([slot]);
  expect(text).toContain('DTSTART:20261123T210000Z\r\n');
  expect(text).toContain('DTEND:20261123T233000Z\r\n');
  expect(text).toContain('DTSTAMP:20261120T100000Z\r\n');
  expect(text).toContain('SEQUENCE:3\r\n');
  expect(text).not.toContain('VTIMEZONE');
});

test('all of a text comes back as it was, for any text', () => {
  const words = fc.string({ unit: fc.constantFrom('a', 'ä', '漢', '🖨', ' ', ',', ';', ':', '\\', '"', '\n'), maxLength: 300 });
  fc.assert(
    fc.property(words, (description) => {
      expect(parsed([{ ...slot, description }]).events[0]?.description ?? '').toBe(description);
    }),
  );
});

test('no line is longer than 75 octets, and every line ends with CRLF', () => {
  const { text } = parsed([{ ...slot, summary: 'Größenänderung 🖨 '.repeat(40), url: `https://console.example/${'x'.repeat(200)}` }]);
  const lines = text.split('\r\n');
  expect(Math.max(...lines.map((line) => Buffer.byteLength(line)))).toBeLessThanOrEqual(75);
  expect(lines.at(-1)).toBe('');
  expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
});

test('nothing that a person types makes a line of its own', () => {
  const evil = 'x\r\nATTENDEE:mailto:eve@example.org\r\nBEGIN:VALARM';
  const { text, events } = parsed([{ ...slot, uid: evil, summary: evil, description: evil, url: `https://a.example/${evil}` }], evil);
  expect(text).not.toMatch(/^(ATTENDEE|BEGIN:VALARM)/m);
  expect(events).toHaveLength(1);
  expect(events[0]?.attendees).toEqual([]);
});

test('control characters, which the format forbids, are left out', () => {
  expect(parsed([{ ...slot, summary: 'a\u0000b\u001bc', description: 'd\u0007\te' }]).text).toMatch(
    /SUMMARY:abc\r\n[\s\S]*DESCRIPTION:d\te\r\n/,
  );
});

test('an event of whole days ends before the day after its last', () => {
  const day = { firstDay: Temporal.PlainDate.from('2026-12-24'), lastDay: Temporal.PlainDate.from('2026-12-26') };
  const { start: _start, end: _end, ...rest } = slot;
  const { text } = parsed([{ ...rest, allDay: day }]);
  expect(text).toContain('DTSTART;VALUE=DATE:20261224\r\n');
  expect(text).toContain('DTEND;VALUE=DATE:20261227\r\n');
});

test('a recurring event brings the rules of its zone, by which a reader finds the same instants over both changes of the clock', () => {
  const weekly = { timeZone: 'Europe/Vienna', rule: 'FREQ=WEEKLY;BYDAY=MO' };
  const { calendar, events, text } = parsed([
    { ...slot, start: at('2026-03-23T07:00:00Z'), end: at('2026-03-23T09:00:00Z'), recurrence: weekly },
    { ...slot, uid: 'slot-2@caretaker' },
  ]);
  expect(calendar.getAllSubcomponents('vtimezone')).toHaveLength(1);
  expect(text).toContain('DTSTART;TZID=Europe/Vienna:20260323T080000\r\n');
  expect(events[0] && occurrencesOf(events[0], 2)).toEqual(['2026-03-23T07:00:00Z', '2026-03-30T06:00:00Z']);
  expect(events[0] && occurrencesOf(events[0], 32).at(-1)).toBe('2026-10-26T07:00:00Z');
});

test('exceptions and added dates travel with the rule', () => {
  const recurrence = {
    timeZone: 'America/New_York',
    rule: 'FREQ=DAILY;COUNT=3',
    exdates: [local('2026-03-08T09:00')],
    rdates: [local('2026-07-01T10:00')],
  };
  const { events } = parsed([{ ...slot, start: at('2026-03-07T14:00:00Z'), end: at('2026-03-07T15:00:00Z'), recurrence }]);
  expect(events[0] && occurrencesOf(events[0], 3)).toEqual(['2026-03-07T14:00:00Z', '2026-03-09T13:00:00Z', '2026-07-01T14:00:00Z']);
});

test.each([
  'Europe/Vienna',
  'America/New_York',
  'Europe/Dublin',
  'Australia/Lord_Howe',
  'America/St_Johns',
  'Africa/Casablanca',
  'Asia/Kathmandu',
  'Asia/Tokyo',
  'UTC',
])('a reader who knows nothing of %s but what the feed says reads its clock right for ten years', (timeZone) => {
  const { events } = parsed([{ ...slot, recurrence: { timeZone, rule: 'FREQ=DAILY;INTERVAL=5;COUNT=730' } }]);
  const first = slot.start.toZonedDateTimeISO(timeZone);
  const expected = Array.from({ length: 730 }, (_, index) =>
    first
      .add({ days: 5 * index })
      .toInstant()
      .toString(),
  );
  expect(events[0] && occurrencesOf(events[0], 730)).toEqual(expected);
});

test('an event that ends before it starts is refused, instead of turned round', () => {
  expect(() => icalendar({ name: 'x', events: [{ ...slot, end: at('2026-11-23T20:00:00Z') }] })).toThrow(/ends before it starts/);
});

test('the same events are the same text', () => {
  expect(icalendar({ name: 'x', events: [slot] })).toBe(icalendar({ name: 'x', events: [slot] }));
});
