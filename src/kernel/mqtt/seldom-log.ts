import type { Clock } from '../../shared/time.ts';
import type { Log } from '../log/log.ts';

/** A log for what others may cause as often as they like: each thing once a minute, with how often it happened since. */
export interface SeldomLog {
  /** `key` names the thing; keep keys few, they are remembered. */
  warn(key: string, facts: Readonly<Record<string, unknown>>, words: string): void;
}

const EVERY = Temporal.Duration.from({ minutes: 1 });
/** Where keys come from outside, somebody may make many of them: then the oldest are forgotten. */
const MAX_KEYS = 1_000;

export function createSeldomLog({ log, clock }: { readonly log: Log; readonly clock: Clock }): SeldomLog {
  const said = new Map<string, { readonly at: Temporal.Instant; unsaid: number }>();
  return {
    warn(key, facts, words) {
      const last = said.get(key);
      const now = clock.now();
      if (last !== undefined && Temporal.Instant.compare(last.at.add(EVERY), now) > 0) {
        last.unsaid += 1;
        return;
      }
      log.warn(last === undefined || last.unsaid === 0 ? facts : { ...facts, alsoHappened: last.unsaid }, words);
      said.delete(key);
      said.set(key, { at: now, unsaid: 0 });
      for (const oldest of said.keys()) {
        if (said.size <= MAX_KEYS) break;
        said.delete(oldest);
      }
    },
  };
}
