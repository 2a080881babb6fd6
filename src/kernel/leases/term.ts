import type { Stopwatch } from './stopwatch.ts';

/** One time of leading, as this process sees it: it ends by itself when no heartbeat has come through for too long. */
export interface Term {
  readonly fencing: number;
  /** Why it has ended; null: it lasts. What has ended once stays so, whatever arrives afterwards. */
  ended(): TermEnd | null;
  /** Until it ends without another heartbeat; zero afterwards. */
  leftMs(): number;
  /** A heartbeat came through. `since`: started before it was sent, so that the database's count can only have begun later. */
  renew(since: Stopwatch): void;
  end(because: TermEnd): void;
  /** Resolves when `end` is called. */
  readonly over: Promise<void>;
}

export type TermEnd = 'another process leads' | 'no heartbeat came through' | 'what it leads did not start' | 'it is stopping';

/** `since`: started before the lease was taken. */
export function startTerm(fencing: number, since: Stopwatch, limitMs: number): Term {
  const { promise: over, resolve } = Promise.withResolvers<void>();
  let sinceBeat = since;
  let because: TermEnd | null = null;
  const ended = (): TermEnd | null => {
    if (because === null && sinceBeat() >= limitMs) because = 'no heartbeat came through';
    return because;
  };
  return {
    fencing,
    ended,
    leftMs: () => (ended() === null ? Math.max(0, limitMs - sinceBeat()) : 0),
    renew(next) {
      if (ended() === null) sinceBeat = next;
    },
    end(reason) {
      because ??= reason;
      resolve();
    },
    over,
  };
}
