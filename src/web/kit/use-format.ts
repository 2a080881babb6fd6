import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useZone } from '../api/me.tsx';
import {
  countryName,
  distanceTo,
  formatBytes,
  formatClock,
  formatDate,
  formatDay,
  formatDayClock,
  formatExact,
  formatInstant,
  formatNumber,
  weekdayNames,
} from './format.ts';
import { useNow } from './use-now.ts';

/** Figures and times in the person's language and zone. Instants are RFC 3339 texts as the routes answer them. */
export interface Format {
  instant(instant: string, zone?: string): string;
  exact(instant: string, zone?: string): string;
  date(instant: string, zone?: string): string;
  /** "Mon, 23 Nov". */
  day(instant: string, zone?: string): string;
  clock(instant: string, zone?: string): string;
  dayClock(instant: string, zone?: string): string;
  number(value: number): string;
  bytes(value: number): string;
  weekdays(style: 'long' | 'short'): readonly string[];
  /** Name of a country by its ISO 3166-1 code of two letters; an unknown code as it is. */
  country(code: string): string;
}

export function useFormat(): Format {
  const { language } = useTranslation().i18n;
  const own = useZone();
  return useMemo(
    () => ({
      instant: (instant, zone = own) => formatInstant(instant, language, zone),
      exact: (instant, zone = own) => formatExact(instant, language, zone),
      date: (instant, zone = own) => formatDate(instant, language, zone),
      day: (instant, zone = own) => formatDay(instant, language, zone),
      clock: (instant, zone = own) => formatClock(instant, language, zone),
      dayClock: (instant, zone = own) => formatDayClock(instant, language, zone),
      number: (value) => formatNumber(value, language),
      bytes: (value) => formatBytes(value, language),
      weekdays: (style) => weekdayNames(language, style),
      country: (code) => countryName(code, language),
    }),
    [language, own],
  );
}

/** "2 h ago", "in 3 d"; follows the clock. */
export function useAgo(): (instant: string) => string {
  const { t } = useTranslation('kernel');
  const format = useFormat();
  const now = useNow();
  return (instant) => {
    const { unit, count, isPast } = distanceTo(instant, now);
    if (unit === 'date') return format.date(instant);
    return t(`time.${isPast ? 'past' : 'future'}.${unit}`, { count });
  };
}
