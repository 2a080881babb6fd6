/** A stretch of time to draw on; the picture is linear in elapsed time, so that a day of 23 or 25 hours is shorter or longer. */
export interface Span {
  readonly from: Temporal.Instant;
  readonly until: Temporal.Instant;
}

const ms = ({ epochMilliseconds }: Temporal.Instant): number => epochMilliseconds;

/** Where an instant lies, from 0 at the beginning to 100 at the end; outside it is beyond these. */
export const percentOf = (at: Temporal.Instant, { from, until }: Span): number => ((ms(at) - ms(from)) * 100) / (ms(until) - ms(from));

/** The part of a stretch that can be seen, as left edge and width in percent; null if none of it can. */
export function seenPart(stretch: Span, span: Span): { readonly left: number; readonly width: number } | null {
  const left = Math.max(0, percentOf(stretch.from, span));
  const right = Math.min(100, percentOf(stretch.until, span));
  return right > left ? { left, width: right - left } : null;
}

/** The instant so many pixels further on, to the whole step. */
export function draggedTo(start: Temporal.Instant, pixels: number, { widthPixels, span, stepMinutes }: Dragging): Temporal.Instant {
  const moved = (pixels / widthPixels) * (ms(span.until) - ms(span.from));
  const step = stepMinutes * 60_000;
  return Temporal.Instant.fromEpochMilliseconds(Math.round((ms(start) + moved) / step) * step);
}

export interface Dragging {
  readonly widthPixels: number;
  readonly span: Span;
  readonly stepMinutes: number;
}

/** The midnights of a zone within a span, its beginning included: what the head of the picture names. */
export function daysOf({ from, until }: Span, timeZone: string): readonly Temporal.Instant[] {
  const days = [from];
  let day = from.toZonedDateTimeISO(timeZone).startOfDay().add({ days: 1 }).startOfDay();
  while (Temporal.Instant.compare(day.toInstant(), until) < 0) {
    days.push(day.toInstant());
    day = day.add({ days: 1 }).startOfDay();
  }
  return days;
}
