/** Minutes after each failed try; the last one is repeated. */
const PAUSES = [1, 2, 5, 15, 30, 60] as const;

/** What is older than this is told in vain: whoever it is for has seen it in Today, or the day has passed. */
export const GIVE_UP_HOURS = 24;

/** How often the console may end or fail while it sends one message, before it is left alone. */
export const MAX_INTERRUPTIONS = 3;

/** When to try again after so many tries; null: give up. */
export function retryAt(createdAt: Temporal.Instant, attempts: number, now: Temporal.Instant): Temporal.Instant | null {
  const minutes = PAUSES[Math.min(Math.max(attempts, 1), PAUSES.length) - 1] ?? 60;
  const next = now.add({ minutes });
  return Temporal.Instant.compare(next, createdAt.add({ hours: GIVE_UP_HOURS })) > 0 ? null : next;
}
