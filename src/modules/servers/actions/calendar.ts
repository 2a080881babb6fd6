import type { Origin, PersonActor } from '../../../kernel/auth/actor.ts';
import type { LinkPurpose, SecretLinks } from '../../../kernel/auth/links/links.ts';
import { type CalendarEvent, icalendar } from '../../../kernel/calendar/ical.ts';
import { scopeOf } from '../../../kernel/contract/access.ts';
import { ok, type Result, refuse } from '../../../shared/result.ts';
import { readCalendar } from '../contract/calendar-routes.ts';
import { SERVERS_PERMISSIONS } from '../contract/permissions.ts';
import { type CalendarEntry, calendarEntries, type PlannedSlot } from '../domain/calendar.ts';
import { CALENDAR_WORDS, named } from '../domain/calendar-words.ts';
import { languageOf, serversAnsweredFor } from '../store/answered-for.ts';
import type { ServerRow } from '../store/server-rows.ts';
import { openSlotsOf, type SlotRow } from '../store/slots.ts';
import type { Parts } from './parts.ts';

const [READ] = SERVERS_PERMISSIONS;

export const CALENDAR_LINK: LinkPurpose = {
  name: 'servers.calendar',
  path: readCalendar.path,
  scopes: [READ.name],
  about: 'Calendar of the servers that you answer for: due dates, planned updates, safe hours.',
};

interface CalendarParts extends Pick<Parts, 'db' | 'clock' | 'publicUrl'> {
  readonly secretLinks: SecretLinks;
}

/** The calendar of whoever the secret belongs to, in their language. The same text until something in it changes. */
export function createReadCalendar(parts: CalendarParts) {
  return async (token: string, origin: Origin): Promise<Result<string, 'auth.unknown_link'>> => {
    const person = await parts.secretLinks.open(CALENDAR_LINK, token, origin);
    return person === null ? refuse('auth.unknown_link') : ok(await calendarOf(parts, person));
  };
}

async function calendarOf({ db, clock, publicUrl }: CalendarParts, person: PersonActor): Promise<string> {
  const now = clock.now();
  const [language, servers] = await Promise.all([
    languageOf(db, person.userId),
    serversAnsweredFor(db, scopeOf(person, READ), person.userId),
  ]);
  const slots = await openSlotsOf(
    db,
    servers.map(({ id }) => id),
  );
  const words = CALENDAR_WORDS[language];
  const eventOf = (server: ServerRow, { kind, uid, when, changedAt }: CalendarEntry): CalendarEvent => ({
    uid,
    summary: named(words.summary[kind], server.name),
    description: named(words.about[kind], server.name),
    url: `${publicUrl}/servers/${server.id}`,
    updatedAt: changedAt,
    sequence: sequenceOf(when),
    ...('from' in when ? { start: when.from, end: when.until } : { allDay: { firstDay: when, lastDay: when } }),
  });
  const events = servers.flatMap((server) =>
    calendarEntries({ ...server, rhythm: server.schedule, slots: plannedIn(slots.get(server.id)) }, now).map((entry) =>
      eventOf(server, entry),
    ),
  );
  return icalendar({ name: words.calendar, events });
}

const plannedIn = (slot: SlotRow | undefined): readonly PlannedSlot[] =>
  slot === undefined ? [] : [{ id: slot.id, startsAt: slot.startsAt, endsAt: slot.endsAt, changedAt: slot.movedAt }];

/** Later times have higher numbers: hours since 1970. Programs that hold an event replace it by one with a higher number. */
function sequenceOf(when: CalendarEntry['when']): number {
  const at = 'from' in when ? when.from : when.toZonedDateTime('UTC').toInstant();
  return Math.floor(at.epochMilliseconds / 3_600_000);
}
