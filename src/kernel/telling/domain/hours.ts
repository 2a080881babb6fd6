import { isBefore } from '../../../shared/time.ts';
import { windowAt, windowStatusAt } from '../../../shared/window.ts';

/** When a person wants to hear. Times are `HH:MM` of the local wall clock. */
export interface Hours {
  /** IANA zone. */
  readonly timeZone: string;
  /** Over midnight where start is after end; null: there are none. */
  readonly quiet: { readonly start: string; readonly end: string } | null;
  readonly digestAt: string;
}

/** The first instant from `at` on that is not in the quiet hours. Hours without end (start equals end) are none. */
export function quietUntil({ quiet, timeZone }: Hours, at: Temporal.Instant): Temporal.Instant {
  if (quiet === null) return at;
  const hours = { ...quiet, timeZone };
  if (windowStatusAt(hours, at) !== 'risky') return at;
  return windowAt(hours, at).nextSafeAt ?? at;
}

/**
 * The first digest at or after `at`. Where the clock jumps over that time the digest comes by as much later; where it comes twice, at the
 * first of them (RFC 5545, section 3.3.5).
 */
export function digestFrom({ digestAt, timeZone }: Hours, at: Temporal.Instant): Temporal.Instant {
  const plainTime = Temporal.PlainTime.from(digestAt);
  for (let day = at.toZonedDateTimeISO(timeZone).toPlainDate(); ; day = day.add({ days: 1 })) {
    const digest = day.toZonedDateTime({ timeZone, plainTime }).toInstant();
    if (!isBefore(digest, at)) return digest;
  }
}
