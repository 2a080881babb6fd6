import { ok, type Result, refuse } from '../../../shared/result.ts';
import { earliest, isAfter, truncate } from '../../../shared/time.ts';

export type OrderState = 'pending' | 'unknown' | 'done' | 'failed' | 'lifted';

export type EndFault = 'bans.end_unclear' | 'bans.end_in_past';

/** The end that was asked for, to the second, as fail2ban counts; null: until somebody lifts it. */
export function endOf(
  { until, hours }: { readonly until: Temporal.Instant | null; readonly hours: number | null },
  now: Temporal.Instant,
): Result<Temporal.Instant | null, EndFault> {
  if (until !== null && hours !== null) return refuse('bans.end_unclear', { path: 'hours' });
  if (hours !== null) return ok(now.add({ hours }));
  if (until === null) return ok(null);
  return isAfter(until, now) ? ok(truncate(until)) : refuse('bans.end_in_past', { path: 'until' });
}

/** A jail bans no shorter than this before it is banned again, so that a jail of a few seconds does not keep the console busy. */
const SHORTEST_RENEWAL_SECONDS = 20;

/**
 * When a ban that stands needs the console again: at its end, or before the jail's own time is over. fail2ban prolongs a ban that is
 * banned once more while it lasts (BanManager.addBanTicket), so there is no gap; null: never.
 */
export function wakesAfterBan(until: Temporal.Instant | null, jailSeconds: number | null, now: Temporal.Instant): Temporal.Instant | null {
  const renewal = renewalAt(jailSeconds, now);
  if (until === null) return renewal;
  return renewal === null ? until : earliest(until, renewal);
}

/** A tenth of the jail's time before its end, at most a minute before; null: the jail bans for ever, or does not say. */
function renewalAt(jailSeconds: number | null, now: Temporal.Instant): Temporal.Instant | null {
  if (jailSeconds === null || jailSeconds < 0) return null;
  const ahead = Math.min(60, Math.ceil(jailSeconds / 10));
  return now.add({ seconds: Math.max(SHORTEST_RENEWAL_SECONDS, jailSeconds - ahead) });
}

/** Whether fail2ban itself would let it go before it was asked to. */
export const endsEarlier = (until: Temporal.Instant | null, jailSeconds: number | null, now: Temporal.Instant): boolean =>
  jailSeconds !== null && jailSeconds >= 0 && (until === null || isAfter(until, now.add({ seconds: jailSeconds })));

const LONGEST_PAUSE_SECONDS = 900;

/** Tried again after 5 s, then twice as long each time, at most a quarter of an hour. */
export const retryAt = (tries: number, now: Temporal.Instant): Temporal.Instant =>
  now.add({ seconds: Math.min(LONGEST_PAUSE_SECONDS, 5 * 2 ** Math.min(tries, 10)) });

/** Refusals that another try cannot heal. The rest is a matter of time: the host comes back, somebody confirms its key. */
const FOR_GOOD: ReadonlySet<string> = new Set([
  'bans.unknown_host',
  'bans.level_too_low',
  'bans.unknown_jail',
  'bans.host_refused',
  'bans.bad_regex',
]);

export const isForGood = (code: string): boolean => FOR_GOOD.has(code);
