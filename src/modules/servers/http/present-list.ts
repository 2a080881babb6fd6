import { wholeMilliseconds } from '../../../kernel/db/by-column.ts';
import { hoursOfKey, type ListedServer } from '../actions/queries.ts';
import { daysSince, suggestedMilliseconds, suggestedUpdateAt, type UpdateRhythm } from '../domain/update-status.ts';
import { clockLine, hoursLine } from './hours-lines.ts';

/**
 * The servers of a page as they travel, as a JSON array. It says of each what `presentServer` says: there from a whole record by the rules,
 * here from what the database has as text, which judged by the same rules, and from the clock. A test compares the two.
 */
export const presentListed = (servers: readonly ListedServer[], at: Temporal.Instant): string =>
  `[${servers.map((server) => presentLine(server, at)).join()}]`;

function presentLine({ fields, windowKey, lastUpdatedAt, rhythm }: ListedServer, at: Temporal.Instant): string {
  const { text, timeZone } = hoursLine(windowKey, at, hoursOfKey);
  return `{${fields},${text},${clockLine(timeZone, at)},${updateLine(lastUpdatedAt, { rhythm, timeZone }, at)}}`;
}

interface Told {
  readonly rhythm: UpdateRhythm | null;
  readonly timeZone: string | null;
}

function updateLine(lastUpdatedAt: string | null, { rhythm, timeZone }: Told, at: Temporal.Instant): string {
  if (lastUpdatedAt === null) return '"daysSinceLastUpdate":null,"suggestedUpdateAt":null';
  const milliseconds = wholeMilliseconds(lastUpdatedAt);
  const days = milliseconds === null ? daysSince(Temporal.Instant.from(lastUpdatedAt), at) : daysBetween(milliseconds, at);
  const suggested =
    rhythm === null || milliseconds === null
      ? suggestedUpdateAt(Temporal.Instant.from(lastUpdatedAt), rhythm, timeZone)?.toString()
      : wireMilliseconds(suggestedMilliseconds(milliseconds, rhythm, timeZone));
  return `"daysSinceLastUpdate":${days},"suggestedUpdateAt":${suggested === undefined ? 'null' : `"${suggested}"`}`;
}

const DAY = 86_400_000;

const daysBetween = (milliseconds: number, at: Temporal.Instant): number =>
  Math.max(0, Math.floor((at.epochMilliseconds - milliseconds) / DAY));

/** An instant as Temporal writes it: without zeros at the end of the fraction. */
function wireMilliseconds(milliseconds: number): string {
  const day = Math.floor(milliseconds / DAY);
  const left = milliseconds - day * DAY;
  if (left % 1_000 !== 0) return Temporal.Instant.fromEpochMilliseconds(milliseconds).toString();
  const minutes = Math.floor(left / 60_000);
  return `${dayText(day)}T${TWO[Math.floor(minutes / 60)]}:${TWO[minutes % 60]}:${TWO[(left / 1_000) % 60]}Z`;
}

const TWO = Array.from({ length: 60 }, (_none, number) => String(number).padStart(2, '0'));

const MOST_DAYS = 20_000;
const dayTexts = new Map<number, string>();

/** A day since 1970 as a date, worked out once: servers are updated on the same few hundred days. */
function dayText(day: number): string {
  const known = dayTexts.get(day);
  if (known !== undefined) return known;
  if (dayTexts.size >= MOST_DAYS) dayTexts.clear();
  const text = Temporal.Instant.fromEpochMilliseconds(day * DAY)
    .toString()
    .slice(0, -'T00:00:00Z'.length);
  dayTexts.set(day, text);
  return text;
}
