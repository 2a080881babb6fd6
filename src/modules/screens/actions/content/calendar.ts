import type { Scope } from '../../../../kernel/contract/access.ts';
import { ok, type Result, refuse } from '../../../../shared/result.ts';
import { isAfter, isBefore } from '../../../../shared/time.ts';
import { endOf, type Occurrence } from '../../domain/content/occurrences.ts';
import { type EventFilter, type EventRow, listEvents } from '../../store/content/events.ts';
import type { Parts } from '../parts.ts';
import { occurrencesOf, seriesOf, type Times, type TimesFault } from './recur.ts';
import { type Showing, showingNow } from './showing.ts';

export interface Happening extends Occurrence {
  readonly event: EventRow;
  readonly overlaps: boolean;
}

export interface Happenings {
  readonly items: readonly Happening[];
  readonly isCut: boolean;
}

const LONGEST_WINDOW = Temporal.Duration.from({ hours: 62 * 24 });
const MOST_EVENTS = 2_000;
const MOST_HAPPENINGS = 5_000;
const PREVIEWED = 6;

type Window = EventFilter & { readonly from: Temporal.Instant; readonly until: Temporal.Instant };

/** Questions about the calendar. Each takes the caller's scope; what lies outside is not there. */
export const createContentCalendar = ({ db, clock }: Pick<Parts, 'db' | 'clock'>) => ({
  async list(scope: Scope, filter: EventFilter): Promise<{ readonly items: readonly EventRow[]; readonly isCut: boolean }> {
    const rows = await listEvents(db, scope, filter, MOST_EVENTS + 1);
    return { items: rows.slice(0, MOST_EVENTS), isCut: rows.length > MOST_EVENTS };
  },
  async occurrences(scope: Scope, window: Window): Promise<Result<Happenings, 'screens.bad_window'>> {
    const { from, until } = window;
    if (!isAfter(until, from) || isAfter(until, from.add(LONGEST_WINDOW))) return refuse('screens.bad_window', { path: 'to' });
    return ok(happeningsOf(await listEvents(db, scope, window), from, until));
  },
  /** Of an event that is not there yet. */
  preview(times: Times): Result<readonly Occurrence[], TimesFault> {
    const series = seriesOf(times);
    if (!series.ok) return series;
    const starts: Temporal.Instant[] = [];
    for (let at = series.value.next(clock.now()); at !== null && starts.length < PREVIEWED; at = series.value.next(at)) starts.push(at);
    return ok(starts.map((start) => ({ start, end: endOf(times, start) })));
  },
  /** What groups show at this moment. */
  now: (scope: Scope): Promise<readonly Showing[]> => showingNow(db, scope),
});

/** When an event begins next. */
export function nextStart(event: EventRow, now: Temporal.Instant): Temporal.Instant | null {
  const series = seriesOf(event);
  if (!series.ok) return null;
  const skipped = new Set(event.skipped.map(({ epochMilliseconds }) => epochMilliseconds));
  let at = series.value.next(now);
  while (at !== null && skipped.has(at.epochMilliseconds)) at = series.value.next(at);
  return at;
}

function happeningsOf(events: readonly EventRow[], from: Temporal.Instant, until: Temporal.Instant): Happenings {
  const all = events
    .flatMap((event) => occurrencesOf(event, from, until).map(({ start, end }) => ({ event, start, end })))
    .toSorted((a, b) => Temporal.Instant.compare(a.start, b.start));
  const items = all.slice(0, MOST_HAPPENINGS);
  const overlapping = overlapsOf(items);
  return { items: items.map((one) => ({ ...one, overlaps: overlapping.has(one) })), isCut: all.length > MOST_HAPPENINGS };
}

type Placed = Omit<Happening, 'overlaps'>;

/** What shares a moment of a group with something else; what is switched off does not count. `items` by begin. */
function overlapsOf(items: readonly Placed[]): ReadonlySet<Placed> {
  const found = new Set<Placed>();
  const last = new Map<string, Placed>();
  for (const one of items) {
    if (!one.event.isActive) continue;
    for (const { id } of one.event.groups) {
      const before = last.get(id);
      if (before !== undefined && isBefore(one.start, before.end)) found.add(one).add(before);
      if (before === undefined || isAfter(one.end, before.end)) last.set(id, one);
    }
  }
  return found;
}
