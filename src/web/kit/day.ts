/** Day, month and year as people write them here, `24.12.2026` or `24/12/2026`; or as routes do, `2026-12-24`. */
const WRITTEN = /^(?:(\d{1,2})[./](\d{1,2})[./](\d{4})|(\d{4})-(\d{2})-(\d{2}))$/;

/** The day that a text names, as `2026-12-24`; null where it names none. */
export function dayIn(text: string): string | null {
  const found = WRITTEN.exec(text.trim());
  if (found === null) return null;
  const [, day, month, year, isoYear, isoMonth, isoDay] = found;
  const fields = { year: Number(year ?? isoYear), month: Number(month ?? isoMonth), day: Number(day ?? isoDay) };
  try {
    return Temporal.PlainDate.from(fields, { overflow: 'reject' }).toString();
  } catch {
    // No calendar has this day: 31 April.
    return null;
  }
}
