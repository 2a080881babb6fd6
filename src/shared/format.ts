export type Language = 'en' | 'de';

/** English here is British: day before month, 24 hours, Monday first. */
const LOCALES: Readonly<Record<Language, string>> = { en: 'en-GB', de: 'de-DE' };

export const localeOf = (language: string): string => (language === 'de' ? LOCALES.de : LOCALES.en);

const formatters = new Map<string, Intl.DateTimeFormat>();

// Making a formatter costs some hundred times more than using it, and lists use the same few thousands of times.
function formatter(language: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${language}${JSON.stringify(options)}`;
  const known = formatters.get(key);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat(localeOf(language), { hourCycle: 'h23', ...options });
  formatters.set(key, made);
  return made;
}

const epoch = (instant: string): number => Temporal.Instant.from(instant).epochMilliseconds;

/** "21 Nov 2026, 14:12" in the zone. */
export const formatInstant = (instant: string, language: string, timeZone: string): string =>
  formatter(language, { dateStyle: 'medium', timeStyle: 'short', timeZone }).format(epoch(instant));

/** "Saturday, 21 November 2026 at 14:12:05 CET (Europe/Berlin)": what a tooltip shows. */
export const formatExact = (instant: string, language: string, timeZone: string): string =>
  `${formatter(language, { dateStyle: 'full', timeStyle: 'long', timeZone }).format(epoch(instant))} (${timeZone})`;

/** "21 Nov 2026". */
export const formatDate = (instant: string, language: string, timeZone: string): string =>
  formatter(language, { dateStyle: 'medium', timeZone }).format(epoch(instant));

/** "14:12" in the zone. */
export const formatClock = (instant: string, language: string, timeZone: string): string =>
  formatter(language, { hour: '2-digit', minute: '2-digit', timeZone }).format(epoch(instant));

/** "Mon, 14:12": for instants of the coming days. */
export const formatDayClock = (instant: string, language: string, timeZone: string): string =>
  formatter(language, { weekday: 'short', hour: '2-digit', minute: '2-digit', timeZone }).format(epoch(instant));

/** "Mon, 23 Nov" in the zone. */
export const formatDay = (instant: string, language: string, timeZone: string): string =>
  formatter(language, { weekday: 'short', day: 'numeric', month: 'short', timeZone }).format(epoch(instant));

/** Names of the ISO weekdays, Monday first. */
export function weekdayNames(language: string, style: 'long' | 'short'): readonly string[] {
  const monday = Temporal.PlainDate.from('2026-11-16');
  return Array.from({ length: 7 }, (_, day) =>
    monday.add({ days: day }).toLocaleString(localeOf(language), { weekday: style, calendar: 'iso8601' }),
  );
}

export const formatNumber = (value: number, language: string, options: Intl.NumberFormatOptions = {}): string =>
  new Intl.NumberFormat(localeOf(language), options).format(value);

const BYTE_UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'] as const;

/** "12.4 MiB", in powers of 1,024. */
export function formatBytes(bytes: number, language: string): string {
  const step = bytes < 1 ? 0 : Math.min(BYTE_UNITS.length - 1, Math.floor(Math.log2(bytes) / 10));
  return `${formatNumber(bytes / 1_024 ** step, language, { maximumFractionDigits: step === 0 ? 0 : 1 })} ${BYTE_UNITS[step]}`;
}

/** A distance in time cut to its largest sensible unit. Beyond 60 days a date says more than a count. */
export interface Distance {
  readonly unit: 'now' | 'minutes' | 'hours' | 'days' | 'date';
  readonly count: number;
  readonly isPast: boolean;
}

/** The page's clock goes in steps, and two clocks never agree to the second: what is this close ahead has happened. */
const CLOCK_STEP_MS = 30_000;

export function distanceTo(instant: string, nowMs: number): Distance {
  const milliseconds = epoch(instant) - nowMs;
  const isPast = milliseconds <= 0;
  const minutes = Math.floor(Math.abs(milliseconds) / 60_000);
  if (minutes < 1) return { unit: 'now', count: 0, isPast: milliseconds < CLOCK_STEP_MS };
  if (minutes < 60) return { unit: 'minutes', count: minutes, isPast };
  if (minutes < 48 * 60) return { unit: 'hours', count: Math.floor(minutes / 60), isPast };
  const days = Math.floor(minutes / (24 * 60));
  return days <= 60 ? { unit: 'days', count: days, isPast } : { unit: 'date', count: days, isPast };
}

/** Offset of a zone at an instant, "+01:00". */
export const offsetOf = (instant: string, timeZone: string): string => Temporal.Instant.from(instant).toZonedDateTimeISO(timeZone).offset;

const regionNames = new Map<string, Intl.DisplayNames>();

/** Name of a country by its ISO 3166-1 code of two letters; what is no such code comes back as it is. */
export function countryName(code: string, language: string): string {
  const names = regionNames.get(language) ?? new Intl.DisplayNames(localeOf(language), { type: 'region', fallback: 'code' });
  regionNames.set(language, names);
  return /^[A-Z]{2}$/.test(code) ? (names.of(code) ?? code) : code;
}
