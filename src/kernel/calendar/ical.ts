import ical, { ICalCalendarMethod, type ICalEventData } from 'ical-generator';
import { isAfter } from '../../shared/time.ts';
import { localText, vtimezone } from './vtimezone.ts';

/** When an event is: between two instants, or on whole days by the reader's own calendar (`lastDay` is one of them). */
export type EventTime =
  | { readonly start: Temporal.Instant; readonly end: Temporal.Instant; readonly recurrence?: EventRecurrence | null }
  | { readonly allDay: { readonly firstDay: Temporal.PlainDate; readonly lastDay: Temporal.PlainDate } };

/** What a Recurrence (recurrence.ts) is in a calendar: `start` is its first occurrence, the rule runs on by the zone's wall clock. */
export interface EventRecurrence {
  readonly timeZone: string;
  /** RFC 5545 RECUR, without `RRULE:`. Null: the start and the `rdates` alone. */
  readonly rule: string | null;
  readonly exdates?: readonly Temporal.PlainDateTime[];
  readonly rdates?: readonly Temporal.PlainDateTime[];
}

export type CalendarEvent = EventTime & {
  /** The same for the event's whole life, and unique in the world: `<kind>-<id>@caretaker`. */
  readonly uid: string;
  readonly summary: string;
  readonly description?: string | null;
  readonly url?: string | null;
  readonly updatedAt: Temporal.Instant;
  /** Grows with each change of time or text, so that a calendar replaces what it holds (RFC 5545 section 3.8.7.4). */
  readonly sequence: number;
};

export interface Calendar {
  readonly name: string;
  readonly events: readonly CalendarEvent[];
}

/** How often a calendar program should ask again. A wish only: several ask when they like. */
const ASK_AGAIN = Temporal.Duration.from({ hours: 1 });

/**
 * A calendar as iCalendar text (RFC 5545), the same for the same values: instants in UTC, lines folded at 75 octets, and a
 * time zone only where an event recurs by one. Serve it as `text/calendar; charset=utf-8`. A fault in an event throws: it is ours.
 */
export function icalendar({ name, events }: Calendar): string {
  const calendar = ical({
    prodId: { company: 'Caretaker', product: 'Caretaker', language: 'EN' },
    method: ICalCalendarMethod.PUBLISH,
    // The generator writes a calendar's name and an event's uid as they come.
    name: asText(plain(name)),
    ttl: ASK_AGAIN.total('seconds'),
    // A zone with a name would also take the `Z` off every DTSTAMP, so only the writer of zones is given.
    timezone: { name: null, generator: (zone) => vtimezone(zone, spanOf(events, zone)) },
    events: events.map(eventFields),
  });
  return `${calendar.toString()}\r\n`;
}

function eventFields(event: CalendarEvent): ICalEventData {
  const { updatedAt, sequence } = event;
  return {
    id: asText(plain(event.uid)),
    summary: plain(event.summary),
    description: event.description == null ? null : printable(event.description),
    url: event.url == null ? null : new URL(event.url).href,
    // A published event's DTSTAMP is when it was last changed (section 3.8.7.2), so that equal feeds are equal texts.
    stamp: updatedAt,
    lastModified: updatedAt,
    sequence,
    ...timeFields(event),
  };
}

function timeFields(event: CalendarEvent): Pick<ICalEventData, 'start' | 'end' | 'allDay' | 'timezone' | 'repeating'> {
  if ('allDay' in event) {
    const { firstDay, lastDay } = event.allDay;
    if (Temporal.PlainDate.compare(firstDay, lastDay) > 0) throw new RangeError(`The event ${event.uid} ends before it starts`);
    // DTEND is the first day that is no longer part of it (section 3.6.1).
    return { start: firstDay, end: lastDay.add({ days: 1 }), allDay: true };
  }
  const { start, end, recurrence } = event;
  // The generator would exchange the two without a word.
  if (isAfter(start, end)) throw new RangeError(`The event ${event.uid} ends before it starts`);
  if (recurrence == null) return { start, end };
  return { start, end, timezone: recurrence.timeZone, repeating: recurrenceLines(recurrence) };
}

const RULE_SHAPE = /^[A-Z0-9=;,+-]+$/;

function recurrenceLines({ timeZone, rule, exdates = [], rdates = [] }: EventRecurrence): string {
  if (rule !== null && !RULE_SHAPE.test(rule)) throw new RangeError(`Not a recurrence rule: ${JSON.stringify(rule)}`);
  const dates = (name: string, values: readonly Temporal.PlainDateTime[]): string[] =>
    values.length === 0 ? [] : [`${name};TZID=${timeZone}:${values.map(localText).join(',')}`];
  const lines = [...(rule === null ? [] : [`RRULE:${rule}`]), ...dates('EXDATE', exdates), ...dates('RDATE', rdates)];
  return lines.join('\r\n');
}

/** The instants between which the events recurring in `zone` need its rules. */
function spanOf(events: readonly CalendarEvent[], zone: string): { from: Temporal.Instant; changedAt: Temporal.Instant } {
  const recurring = events.flatMap((event) => ('start' in event && event.recurrence?.timeZone === zone ? [event] : []));
  const [from] = recurring.map(({ start }) => start).sort(Temporal.Instant.compare);
  const changedAt = recurring
    .flatMap(({ start, updatedAt }) => [start, updatedAt])
    .sort(Temporal.Instant.compare)
    .at(-1);
  if (from === undefined || changedAt === undefined) throw new RangeError(`No event recurs in ${zone}`);
  return { from, changedAt };
}

// Section 3.3.11 allows no control characters in a text but these two.
const CONTROLS = /(?![\n\t])\p{Cc}/gu;

const printable = (text: string): string => text.replaceAll('\r\n', '\n').replaceAll(CONTROLS, '');
const plain = (text: string): string => printable(text).replaceAll(/\s+/g, ' ').trim();
const asText = (text: string): string => text.replaceAll(/[\\;,]/g, (sign) => `\\${sign}`);
