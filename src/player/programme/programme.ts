import type { EventEntry, EventList, Interrupt, LookAhead } from '../../modules/screens/contract/wire/content.ts';
import { isBefore } from '../../shared/time.ts';

/** What the player has heard of its group. */
export interface Heard {
  /** The list of active events as it was last told; null: none yet. */
  readonly events: EventList | null;
  readonly lookAhead: LookAhead | null;
  readonly interrupt: Interrupt | null;
  /** Since when the broker is away; null: it is there. */
  readonly awaySince: Temporal.Instant | null;
}

export const NOTHING_HEARD: Heard = { events: null, lookAhead: null, interrupt: null, awaySince: null };

/** What is to be shown, and why. */
export type Programme =
  | { readonly kind: 'interrupt'; readonly interrupt: Interrupt }
  | { readonly kind: 'event' | 'default'; readonly entry: EventEntry }
  | { readonly kind: 'nothing' };

/** What a player shows at `now`, by the console's time. */
export function programmeAt({ events, lookAhead, interrupt, awaySince }: Heard, now: Temporal.Instant): Programme {
  if (interrupt !== null && isBefore(now, Temporal.Instant.from(interrupt.expires_at))) return { kind: 'interrupt', interrupt };
  const isTold = events !== null && awaySince === null;
  const listed = isTold ? events : validEvents(lookAhead, now);
  const shown = (listed ?? events ?? []).find((entry) => isShownAt(entry, now));
  if (shown !== undefined) return { kind: 'event', entry: shown };
  const fallback = lookAhead?.default_content ?? null;
  return fallback === null ? { kind: 'nothing' } : { kind: 'default', entry: fallback };
}

/** Null: it is over, or there is none. */
function validEvents(lookAhead: LookAhead | null, now: Temporal.Instant): EventList | null {
  if (lookAhead === null || !isBefore(now, Temporal.Instant.from(lookAhead.valid_until))) return null;
  return lookAhead.events;
}

/** The list comes a moment before or after its instants: its own times rule. */
const isShownAt = ({ start, end }: EventEntry, now: Temporal.Instant): boolean =>
  !isBefore(now, Temporal.Instant.from(start)) && isBefore(now, Temporal.Instant.from(end));

/** The next instant at which time alone changes the programme; null: none in sight. */
export function nextChange({ events, lookAhead, interrupt }: Heard, now: Temporal.Instant): Temporal.Instant | null {
  const entries = [...(events ?? []), ...(lookAhead?.events ?? [])];
  const edges = entries.flatMap(({ start, end }) => [start, end]);
  const all = [...edges, ...(interrupt === null ? [] : [interrupt.expires_at]), ...(lookAhead === null ? [] : [lookAhead.valid_until])];
  const ahead = all.map((at) => Temporal.Instant.from(at)).filter((at) => isBefore(now, at));
  return ahead.toSorted(Temporal.Instant.compare)[0] ?? null;
}

/** By what a heartbeat names it. */
export const idOf = (programme: Programme): string | null => {
  if (programme.kind === 'interrupt') return programme.interrupt.interrupt_id;
  return programme.kind === 'nothing' ? null : programme.entry.id;
};

/** Every file that the programme may need in the time ahead. */
export const filesOf = ({ events, lookAhead }: Heard) =>
  [...(events ?? []), ...(lookAhead?.events ?? []), ...(lookAhead?.default_content ? [lookAhead.default_content] : [])].flatMap(
    ({ presentation }) => presentation?.files ?? [],
  );
