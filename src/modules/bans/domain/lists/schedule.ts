/** When a source is read. Neither: by hand. */
export type ImportSchedule = { readonly everyHours: number } | { readonly dailyAt: string; readonly timeZone: string } | null;

/** The next import after `now`; null: nobody reads it by the clock. A day is one of the zone; what a clock skips comes right after the gap. */
export function nextImportAt(schedule: ImportSchedule, lastAt: Temporal.Instant | null, now: Temporal.Instant): Temporal.Instant | null {
  if (schedule === null) return null;
  if ('everyHours' in schedule) {
    const next = lastAt === null ? now : lastAt.add({ hours: schedule.everyHours });
    return Temporal.Instant.compare(next, now) < 0 ? now : next;
  }
  const local = now.toZonedDateTimeISO(schedule.timeZone);
  const today = at(local.toPlainDate(), schedule);
  return Temporal.Instant.compare(today, now) > 0 ? today : at(local.toPlainDate().add({ days: 1 }), schedule);
}

const at = (day: Temporal.PlainDate, { dailyAt, timeZone }: { readonly dailyAt: string; readonly timeZone: string }): Temporal.Instant =>
  day.toZonedDateTime({ timeZone, plainTime: Temporal.PlainTime.from(dailyAt) }).toInstant();

/** From when on it is stale: twice its schedule after its last good import, or after it was added. Null: by hand, never stale. */
export function staleAt(schedule: ImportSchedule, since: Temporal.Instant): Temporal.Instant | null {
  if (schedule === null) return null;
  return since.add({ hours: 2 * ('everyHours' in schedule ? schedule.everyHours : 24) });
}
