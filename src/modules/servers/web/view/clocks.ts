import { isKnownZone } from '../../../../shared/zones.ts';
import { formatClock, formatDayClock, formatInstant } from '../../../../web/kit/format.ts';
import type { Reader } from './reader.ts';

/** One instant on two wall clocks; `here` is null where both show the same. */
export interface ClockPair {
  readonly there: string;
  readonly here: string | null;
}

/** An instant on the server's clock and on the reader's. Without a known zone of the server only the reader's is shown. */
export function clockPair(at: Temporal.Instant, serverZone: string | null, reader: Reader): ClockPair {
  const here = clockText(at, reader.zone, reader);
  if (serverZone === null || !isKnownZone(serverZone)) return { there: here, here: null };
  const there = clockText(at, serverZone, reader);
  return sameOffset(at, serverZone, reader.zone) ? { there, here: null } : { there, here };
}

/** "22:00 there (23:00 here)", or one clock alone where both show the same. */
export function bothClocks(at: Temporal.Instant, serverZone: string | null, reader: Reader): string {
  const { there, here } = clockPair(at, serverZone, reader);
  return here === null ? there : reader.t('clocks.both', { there, here });
}

/** The time of day; the weekday before it on another day than today, the date from a week on. */
function clockText(at: Temporal.Instant, zone: string, { now, language }: Reader): string {
  const days = now.toZonedDateTimeISO(zone).toPlainDate().until(at.toZonedDateTimeISO(zone).toPlainDate()).days;
  if (days === 0) return formatClock(at.toString(), language, zone);
  return Math.abs(days) < 7 ? formatDayClock(at.toString(), language, zone) : formatInstant(at.toString(), language, zone);
}

const sameOffset = (at: Temporal.Instant, a: string, b: string): boolean =>
  at.toZonedDateTimeISO(a).offsetNanoseconds === at.toZonedDateTimeISO(b).offsetNanoseconds;

/** "7 h 48 min" from one instant to another. */
export const spanText = (from: Temporal.Instant, until: Temporal.Instant, reader: Reader): string =>
  spanOfSeconds((until.epochMilliseconds - from.epochMilliseconds) / 1_000, reader);

/** "7 h 48 min", "2 d 1 h": two units at most; a started minute counts whole. */
export function spanOfSeconds(seconds: number, { t }: Reader): string {
  const minutes = Math.max(0, Math.ceil(seconds / 60));
  const days = Math.floor(minutes / 1_440);
  const parts = [
    [days, 'span.days'],
    [Math.floor((minutes % 1_440) / 60), 'span.hours'],
    [days > 0 ? 0 : minutes % 60, 'span.minutes'],
  ] as const;
  const said = parts.filter(([figure]) => figure > 0).map(([figure, key]) => t(key, { figure }));
  return said.length === 0 ? t('span.minutes', { figure: 0 }) : said.join(' ');
}
