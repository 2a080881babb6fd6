/** How much one device may say. */
export interface PaceLimits {
  readonly messagesPerSecond: number;
  /** Beyond the pace, once: what gathers in an outage comes at one moment. */
  readonly messagesAtOnce: number;
  readonly bytesPerSecond: number;
  readonly bytesAtOnce: number;
}

/** A player says something every few seconds, and a screenshot now and then. */
export const PACE_LIMITS: PaceLimits = {
  messagesPerSecond: 50,
  messagesAtOnce: 500,
  bytesPerSecond: 1_048_576,
  bytesAtOnce: 16 * 1_048_576,
};

/** How fast one device speaks: two buckets that fill with time, of messages and of bytes. */
export interface Pace {
  /** Takes what was said off; answers how many messages that was beyond the limit. */
  spend(messages: number, bytes: number): number;
  /** How long to wait until more may be said; 0: not at all. */
  waitMs(): number;
}

export function createPace(limits: PaceLimits, nowMs: () => number = () => performance.now()): Pace {
  const messages = createBucket(limits.messagesPerSecond, limits.messagesAtOnce, nowMs);
  const bytes = createBucket(limits.bytesPerSecond, limits.bytesAtOnce, nowMs);
  return {
    spend(count, size) {
      const [beyond, isHeavy] = [messages.spend(count), bytes.spend(size) > 0];
      return Math.max(beyond, isHeavy ? count : 0);
    },
    waitMs: () => Math.max(messages.waitMs(), bytes.waitMs()),
  };
}

function createBucket(perSecond: number, atOnce: number, nowMs: () => number) {
  let left = atOnce;
  let filledAt = nowMs();
  const fill = (): void => {
    const now = nowMs();
    left = Math.min(atOnce, left + ((now - filledAt) * perSecond) / 1_000);
    filledAt = now;
  };
  return {
    /** It may go below nothing: what has come has come. Answers how much of it was not in the bucket. */
    spend(amount: number): number {
      fill();
      const beyond = Math.min(amount, Math.max(0, amount - left));
      left -= amount;
      return Math.ceil(beyond);
    },
    waitMs(): number {
      fill();
      return left >= 0 ? 0 : Math.ceil((-left * 1_000) / perSecond);
    },
  };
}

/** Most names that are remembered: a thief may invent as many as there is time for. */
const MAX_NAMES = 20_000;

/** A pace for each name; of those that were not heard for longest the pace is forgotten when there are too many. */
export function createPaces(limits: PaceLimits, nowMs?: () => number): (name: string) => Pace {
  const paces = new Map<string, Pace>();
  return (name) => {
    const pace = paces.get(name) ?? createPace(limits, nowMs);
    paces.delete(name);
    paces.set(name, pace);
    for (const oldest of paces.keys()) {
      if (paces.size <= MAX_NAMES) break;
      paces.delete(oldest);
    }
    return pace;
  };
}
