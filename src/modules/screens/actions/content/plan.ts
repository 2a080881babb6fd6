import type { Db, Tx } from '../../../../kernel/db/database.ts';
import { isAfter } from '../../../../shared/time.ts';
import type { EventEntry, LookAhead } from '../../contract/wire/content.ts';
import { mediaOf } from '../../domain/content/content.ts';
import { occurrenceId } from '../../domain/content/occurrences.ts';
import { activeAt, inOrder, nextChange, onAgain, type Planned } from '../../domain/content/programme.ts';
import { type DesiredPower, desiredPowerAt } from '../../domain/power-intent.ts';
import { defaultIdOf } from '../../domain/shown.ts';
import { type EventRow, eventsOfGroup } from '../../store/content/events.ts';
import { type MediaRow, mediaByIds } from '../../store/content/media.ts';
import { type DefaultRow, defaultOf } from '../../store/content/programmes.ts';
import { blockOf, wireZ } from './entries.ts';
import { occurrencesOf } from './recur.ts';
import type { MayShow } from './websites.ts';

const LOOK_AHEAD = Temporal.Duration.from({ hours: 48 });
/** As far as windows of televisions are followed back. */
const LOOK_BACK = Temporal.Duration.from({ hours: 24 });
/** Brokers and small players bear that much in one message. */
const MOST_ACTIVE = 50;
const MOST_AHEAD = 500;
const MOST_CHARACTERS = 200_000;

export interface PlannedEvent extends Planned {
  readonly event: EventRow;
}

/** What a group shows, and will show, from an instant on. */
export interface Plan {
  readonly list: readonly EventEntry[];
  readonly lookAhead: LookAhead;
  /** All that is active, first what is shown. */
  readonly active: readonly PlannedEvent[];
  readonly power: DesiredPower;
  /** When a television that is off is on again; null: it is on, or nothing comes in sight. */
  readonly onAgain: Temporal.Instant | null;
  /** When anything begins or ends. */
  readonly nextChange: Temporal.Instant | null;
}

export interface PlannedGroup {
  readonly groupId: string;
  readonly number: number;
  /** False: it is out of use, and shows nothing. */
  readonly isActive: boolean;
}

/** Reads the plan of one group. */
export async function planOf(
  db: Db | Tx,
  group: PlannedGroup,
  now: Temporal.Instant,
  { publicUrl, mayShow }: { readonly publicUrl: string; readonly mayShow: MayShow },
): Promise<Plan> {
  const [from, until] = [now.subtract(LOOK_BACK), now.add(LOOK_AHEAD)];
  const stored = group.isActive ? await eventsOfGroup(db, group.groupId, from, until) : [];
  const kept = group.isActive ? await defaultOf(db, group.groupId) : null;
  // Asked once more: what is allowed may have changed since it was planned.
  const events = stored.filter((event) => mayShow(event.content));
  const byDefault = kept !== null && mayShow(kept.content) ? kept : null;
  const media = await mediaOfAll(db, events, byDefault);
  const planned = events.flatMap((event) => plannedOf(event, group, from, until));
  const ahead = planned.filter(({ end }) => isAfter(end, now));
  const active = activeAt(ahead, now);
  const entry = ({ id, event, start, end }: PlannedEvent): EventEntry => ({
    ...{ id, occurrence_of_id: event.rule === null ? null : event.id, group_id: group.number, title: event.title },
    ...{ start: wireZ(start), end: wireZ(end) },
    ...blockOf(event.content, media, publicUrl),
  });
  return {
    ...{ active, nextChange: nextChange(ahead, now), onAgain: onAgain(ahead, now) },
    list: active.slice(0, MOST_ACTIVE).map(entry),
    lookAhead: lookAheadOf({ ahead, entry, group, byDefault, media, publicUrl, now, until }),
    power: desiredPowerAt(
      planned.map(({ id, start, end }) => ({ eventId: id, start, end })),
      now,
    ),
  };
}

async function mediaOfAll(db: Db | Tx, events: readonly EventRow[], byDefault: DefaultRow | null): Promise<ReadonlyMap<string, MediaRow>> {
  const contents = [...events.map(({ content }) => content), ...(byDefault === null ? [] : [byDefault.content])];
  const rows = await mediaByIds(db, [...new Set(contents.flatMap(mediaOf))]);
  return new Map(rows.map((row) => [row.id, row]));
}

const plannedOf = (event: EventRow, { number }: PlannedGroup, from: Temporal.Instant, until: Temporal.Instant): readonly PlannedEvent[] =>
  occurrencesOf(event, from, until).map(({ start, end }) => ({
    ...{ id: occurrenceId(event.id, start, number), priority: event.priority, start, end, event },
  }));

interface Ahead {
  readonly ahead: readonly PlannedEvent[];
  readonly entry: (planned: PlannedEvent) => EventEntry;
  readonly group: PlannedGroup;
  readonly byDefault: DefaultRow | null;
  readonly media: ReadonlyMap<string, MediaRow>;
  readonly publicUrl: string;
  readonly now: Temporal.Instant;
  readonly until: Temporal.Instant;
}

/** In the order in which players choose. What a message cannot hold shortens the time that it is good for. */
function lookAheadOf({ ahead, entry, group, byDefault, media, publicUrl, now, until }: Ahead): LookAhead {
  const byStart = ahead.toSorted((a, b) => Temporal.Instant.compare(a.start, b.start));
  const kept: { planned: PlannedEvent; entry: EventEntry }[] = [];
  let [characters, validUntil] = [0, until];
  for (const planned of byStart) {
    const one = entry(planned);
    characters += JSON.stringify(one).length;
    if (isAfter(planned.start, now) && (kept.length >= MOST_AHEAD || characters > MOST_CHARACTERS)) {
      validUntil = planned.start;
      break;
    }
    kept.push({ planned, entry: one });
  }
  const entries = new Map(kept.map(({ planned, entry: one }) => [planned.id, one]));
  return {
    ...{ generated_at: wireZ(now), valid_until: wireZ(validUntil) },
    events: inOrder(kept.map(({ planned }) => planned)).flatMap(({ id }) => entries.get(id) ?? []),
    default_content:
      byDefault === null
        ? null
        : {
            ...{ id: defaultIdOf(group.number), occurrence_of_id: null, group_id: group.number, title: '' },
            ...{ start: wireZ(now), end: wireZ(validUntil), ...blockOf(byDefault.content, media, publicUrl) },
          },
  };
}
