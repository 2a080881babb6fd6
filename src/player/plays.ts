import { z } from 'zod';
import { PlayRecord } from '../modules/screens/contract/wire/content.ts';
import type { Programme } from './programme/programme.ts';
import type { Kept } from './state/kept.ts';

export const PlaysOnDisk = z.array(PlayRecord);

/** What was really shown, kept until the broker has it. */
export interface Plays {
  /** What is seen from now on; null: nothing of the programme. */
  seen(shown: { readonly id: string; readonly programme: Programme } | null, now: Temporal.Instant): void;
  /** Those that the broker does not have yet, at most so many as one message holds. */
  waiting(): readonly PlayRecord[];
  delivered(plays: readonly PlayRecord[]): void;
}

const AT_ONCE = 100;
/** An outage of weeks must not fill the disk: the oldest go first. */
const MOST_KEPT = 5_000;
/** What flashed by was not shown. */
const SHORTEST_MS = 1_000;

export function keepPlays(file: Kept<PlayRecord[]>): Plays {
  let kept: readonly PlayRecord[] = file.read() ?? [];
  let open: {
    readonly id: string;
    readonly title: string;
    readonly type: PlayRecord['event_type'];
    readonly since: Temporal.Instant;
  } | null = null;
  const keep = (next: readonly PlayRecord[]): void => {
    kept = next.slice(-MOST_KEPT);
    file.write([...kept]);
  };
  return {
    seen(shown, now) {
      if (shown?.id === open?.id) return;
      if (open !== null && now.epochMilliseconds - open.since.epochMilliseconds >= SHORTEST_MS) {
        const { id, title, type, since } = open;
        const record = { play_id: crypto.randomUUID(), event_id: id, event_type: type, title };
        keep([...kept, { ...record, started_at: since.toString(), ended_at: now.toString() }]);
      }
      const programme = shown?.programme;
      const entry = programme?.kind === 'event' || programme?.kind === 'default' ? programme.entry : null;
      open = entry === null || shown === null ? null : { id: shown.id, title: entry.title, type: entry.event_type, since: now };
    },
    waiting: () => kept.slice(0, AT_ONCE),
    delivered(plays) {
      const ids = new Set(plays.map(({ play_id }) => play_id));
      keep(kept.filter(({ play_id }) => !ids.has(play_id)));
    },
  };
}
