import { isBefore } from '../../../shared/time.ts';

/** Failed tries of one subject: a user, a name that nobody bears, an address. */
export interface Failures {
  readonly count: number;
  readonly lastAt: Temporal.Instant | null;
  readonly lockedUntil: Temporal.Instant | null;
}

/** From which failure on there is a delay, how it grows, and when old failures are forgotten. */
export interface Lockout {
  readonly from: number;
  readonly firstSeconds: number;
  readonly mostSeconds: number;
  readonly forgottenAfterHours: number;
}

/** The fifth failure costs half a minute, each further one twice as much, an hour at most. */
export const NAME_LOCKOUT: Lockout = { from: 5, firstSeconds: 30, mostSeconds: 3_600, forgottenAfterHours: 24 };

/** Many people may share an address: a delay only where it can hardly be mistyping, and never a long one. */
export const ADDRESS_LOCKOUT: Lockout = { from: 100, firstSeconds: 30, mostSeconds: 900, forgottenAfterHours: 1 };

export const NO_FAILURES: Failures = { count: 0, lastAt: null, lockedUntil: null };

/** Seconds of delay after the `count`th failure; 0 while there is none. */
export function delaySeconds(count: number, rule: Lockout): number {
  if (count < rule.from) return 0;
  // 2 ** 1024 is Infinity, which the cap takes.
  return Math.min(rule.firstSeconds * 2 ** (count - rule.from), rule.mostSeconds);
}

/** Whole seconds until a try is looked at again; 0: now. */
export function secondsLocked(failures: Failures, now: Temporal.Instant): number {
  if (failures.lockedUntil === null) return 0;
  return Math.max(0, Math.ceil(now.until(failures.lockedUntil).total('seconds')));
}

/** The failures after one more at `now`. A user's and an unknown name's run alike, or one could tell them apart. */
export function afterFailure(failures: Failures, rule: Lockout, now: Temporal.Instant): Failures & { readonly lastAt: Temporal.Instant } {
  const isForgotten = failures.lastAt === null || isBefore(failures.lastAt, now.subtract({ hours: rule.forgottenAfterHours }));
  const count = isForgotten ? 1 : failures.count + 1;
  const seconds = delaySeconds(count, rule);
  return { count, lastAt: now, lockedUntil: seconds === 0 ? null : now.add({ seconds }) };
}
