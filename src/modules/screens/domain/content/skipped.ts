/** What becomes of the exceptions of a series whose times change. */
export interface SkippedAfter {
  /** Those that go on, by the new times. */
  readonly kept: readonly Temporal.Instant[];
  /** Those that nothing begins at any more, on days on which nothing does. */
  readonly dropped: readonly Temporal.Instant[];
}

/**
 * An exception stays where something still begins at its instant; else it moves to what begins on the same day by the wall clock, as a
 * lesson that begins an hour later is still left out on the day that was. `startsOn`: what begins on a day by the new times, and
 * in the new zone; `timeZone`: that of before, by whose clock somebody has left a day out.
 */
export function skippedAfter(
  skipped: readonly Temporal.Instant[],
  timeZone: string,
  startsOn: (day: Temporal.PlainDate) => readonly Temporal.Instant[],
): SkippedAfter {
  const kept = new Map<number, Temporal.Instant>();
  const dropped: Temporal.Instant[] = [];
  for (const at of skipped) {
    const starts = startsOn(at.toZonedDateTimeISO(timeZone).toPlainDate());
    const same = starts.find((start) => start.equals(at)) ?? (starts.length === 1 ? starts[0] : undefined);
    if (same === undefined) dropped.push(at);
    else kept.set(same.epochMilliseconds, same);
  }
  return { kept: [...kept.values()], dropped };
}
