import i18next, { type i18n } from 'i18next';
import { formatBytes, formatClock, formatDate, formatInstant, formatNumber, type Language } from '../../../shared/format.ts';

/** Texts by room (namespace), then language: the same trees that the pages read. */
export type Locales = Readonly<Record<string, Readonly<Record<Language, Readonly<Record<string, unknown>>>>>>;

/** Says a text in one person's language and zone. A key that is missing is answered as `fallback`. */
export type Say = (key: string, figures?: Readonly<Record<string, unknown>>, fallback?: string) => string;

export interface Texts {
  for(language: Language, timeZone: string): Say;
}

/** The pages' texts, read by the server: one source of sentences for both. */
export async function createTexts(locales: Locales): Promise<Texts> {
  const rooms = Object.keys(locales);
  const instance = i18next.createInstance();
  await instance.init({
    ...{ fallbackLng: false, ns: rooms, defaultNS: 'telling', interpolation: { escapeValue: false }, showSupportNotice: false },
    resources: {
      en: Object.fromEntries(rooms.map((room) => [room, locales[room]?.en ?? {}])),
      de: Object.fromEntries(rooms.map((room) => [room, locales[room]?.de ?? {}])),
    },
  });
  addFormats(instance);
  return {
    for:
      (language, timeZone) =>
      (key, figures = {}, fallback = key) =>
        instance.t(key, { ...figures, lng: language, [ZONE]: timeZone, defaultValue: fallback }),
  };
}

/** Under which the zone travels among the figures: no sentence names it. */
const ZONE = 'ownZone';

type Formatter = (instant: string, language: string, timeZone: string) => string;

/** A letter is read later: how long ago something was is told as an instant. */
const FORMATS: Readonly<Record<string, Formatter>> = { instant: formatInstant, date: formatDate, clock: formatClock, ago: formatInstant };

function addFormats(instance: i18n): void {
  const formatter = instance.services.formatter;
  for (const [name, format] of Object.entries(FORMATS)) {
    formatter?.add(name, (value: unknown, language, options: unknown) =>
      isInstant(value) ? format(value, language ?? 'en', zoneIn(options)) : String(value ?? '–'),
    );
  }
  formatter?.add('number', (value: unknown, language) =>
    typeof value === 'number' ? formatNumber(value, language ?? 'en') : String(value ?? '–'),
  );
  formatter?.add('bytes', (value: unknown, language) =>
    typeof value === 'number' ? formatBytes(value, language ?? 'en') : String(value ?? '–'),
  );
}

function zoneIn(options: unknown): string {
  const zone: unknown = typeof options === 'object' && options !== null ? Reflect.get(options, ZONE) : null;
  return typeof zone === 'string' ? zone : 'UTC';
}

function isInstant(value: unknown): value is string {
  if (typeof value !== 'string') return false;
  try {
    Temporal.Instant.from(value);
    return true;
  } catch {
    return false; // RangeError: some other text
  }
}
