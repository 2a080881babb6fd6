import { formatDate, formatInstant } from '../../../../web/kit/format.ts';
import type { Freeze } from '../../contract/plan-shapes.ts';
import type { Reader } from './reader.ts';

type FreezeTime = Pick<Freeze, 'from' | 'until' | 'firstDay' | 'lastDay' | 'timeZone'>;

/** "24 Dec 2026 – 26 Dec 2026 (Europe/Berlin)" for days, else both instants on the reader's clock. */
export function freezeText({ from, until, firstDay, lastDay, timeZone }: FreezeTime, { language, zone }: Reader): string {
  if (firstDay === null || lastDay === null) return `${formatInstant(from, language, zone)} – ${formatInstant(until, language, zone)}`;
  const dayText = (day: string) => formatDate(`${day}T12:00:00Z`, language, 'UTC');
  const days = firstDay === lastDay ? dayText(firstDay) : `${dayText(firstDay)} – ${dayText(lastDay)}`;
  return timeZone === null || timeZone === zone ? days : `${days} (${timeZone})`;
}

export const isFrozenAt = ({ from, until }: Pick<Freeze, 'from' | 'until'>, now: Temporal.Instant): boolean =>
  Temporal.Instant.compare(Temporal.Instant.from(from), now) <= 0 && Temporal.Instant.compare(now, Temporal.Instant.from(until)) < 0;
