import { ok, type Result, refuse } from '../../../shared/result.ts';
import { isAfter, truncate } from '../../../shared/time.ts';
import type { Period } from '../../../shared/window.ts';
import { isKnownZone } from '../../../shared/zones.ts';

/** Whole local days; the zone's rules say which instants they are. */
export interface FreezeDays {
  readonly firstDay: Temporal.PlainDate;
  /** Included. */
  readonly lastDay: Temporal.PlainDate;
  /** IANA zone id. */
  readonly timeZone: string;
}

/** A freeze is a pair of instants, or local days. */
export type FreezeTime = { readonly days: null; readonly period: Period } | { readonly days: FreezeDays; readonly period: Period };

export type FreezeFault = 'servers.freeze_unclear' | 'servers.freeze_backwards' | 'window.unknown_zone';

/** What a person gave; absent or null where they gave nothing. */
export interface FreezeInput {
  readonly from?: Temporal.Instant | undefined;
  readonly until?: Temporal.Instant | undefined;
  readonly firstDay?: string | undefined;
  readonly lastDay?: string | undefined;
  readonly timeZone?: string | undefined;
}

/** Longer, and the freeze was meant to be something else. */
const LONGEST_HOURS = 2 * 366 * 24;

/** The first instant of the first day to the last of the last one. A day that the zone skips has no length. */
export function periodOfDays({ firstDay, lastDay, timeZone }: FreezeDays): Period {
  const startOf = (day: Temporal.PlainDate): Temporal.Instant => day.toZonedDateTime(timeZone).toInstant();
  return { from: startOf(firstDay), until: startOf(lastDay.add({ days: 1 })) };
}

/** Either two instants, or two days and their zone; not both, not half. */
export function checkFreezeTime(input: FreezeInput): Result<FreezeTime, FreezeFault> {
  const { from, until, firstDay, lastDay, timeZone } = input;
  const hasInstants = from !== undefined || until !== undefined;
  const hasDays = firstDay !== undefined || lastDay !== undefined || timeZone !== undefined;
  if (hasInstants === hasDays) return refuse('servers.freeze_unclear', { path: 'from' });
  if (hasInstants)
    return from === undefined || until === undefined ? unclear(from === undefined ? 'from' : 'until') : checkInstants(from, until);
  if (firstDay === undefined || lastDay === undefined) return unclear(firstDay === undefined ? 'firstDay' : 'lastDay');
  return timeZone === undefined ? unclear('timeZone') : checkDays(firstDay, lastDay, timeZone.trim());
}

const unclear = (path: string) => refuse('servers.freeze_unclear', { path });

function checkInstants(from: Temporal.Instant, until: Temporal.Instant): Result<FreezeTime, FreezeFault> {
  const period = { from: truncate(from), until: truncate(until) };
  return isSound(period) ? ok({ days: null, period }) : refuse('servers.freeze_backwards', { path: 'until' });
}

function checkDays(first: string, last: string, timeZone: string): Result<FreezeTime, FreezeFault> {
  if (!isKnownZone(timeZone)) return refuse('window.unknown_zone', { path: 'timeZone' });
  const days = { firstDay: Temporal.PlainDate.from(first), lastDay: Temporal.PlainDate.from(last), timeZone };
  const period = periodOfDays(days);
  return isSound(period) ? ok({ days, period }) : refuse('servers.freeze_backwards', { path: 'lastDay' });
}

const isSound = ({ from, until }: Period): boolean => isAfter(until, from) && !isAfter(until, from.add({ hours: LONGEST_HOURS }));
