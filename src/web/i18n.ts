import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { z } from 'zod';
import { de as zodDe, en as zodEn } from 'zod/locales';
import 'dayjs/locale/de';
import { distanceTo, formatBytes, formatClock, formatDate, formatInstant, formatNumber, type Language } from './kit/format.ts';
import { de } from './locales/de/index.ts';
import { en } from './locales/en/index.ts';
import type { WebModule } from './module.ts';

const STORAGE_KEY = 'language';

const isLanguage = (text: string | null | undefined): text is Language => text === 'en' || text === 'de';

/** The language chosen in this browser, else the browser's own, else English. */
export function preferredLanguage(): Language {
  const stored = localStorage.getItem(STORAGE_KEY);
  if (isLanguage(stored)) return stored;
  return navigator.language.toLowerCase().startsWith('de') ? 'de' : 'en';
}

/** Loads both languages of the kernel and of every module. */
export async function startTexts(modules: readonly WebModule[]): Promise<void> {
  const rooms = modules.map((module) => module.name);
  await i18next.use(initReactI18next).init({
    lng: preferredLanguage(),
    fallbackLng: false,
    ns: ['kernel', 'telling', 'messages', ...rooms],
    defaultNS: 'kernel',
    resources: {
      en: { ...en, ...Object.fromEntries(modules.map((module) => [module.name, module.locales.en])) },
      de: { ...de, ...Object.fromEntries(modules.map((module) => [module.name, module.locales.de])) },
    },
    interpolation: { escapeValue: false },
    saveMissing: true,
    missingKeyHandler: sayMissing,
  });
  addFormats();
  follow(i18next.language);
  i18next.on('languageChanged', follow);
}

/** A text that is missing is shown as its key, and told here: the tests of the pages fail on it. */
function sayMissing(_languages: readonly string[], room: string, key: string, fallback: string): void {
  // A contract's message is its own key; a key with a default is not missing; the key of a plural carries its ending.
  if (room !== 'messages' && key.startsWith(fallback)) console.error(`There is no text for ${room}:${key}.`);
}

/** Speaks this language from now on, in this browser. */
export async function speak(language: Language): Promise<void> {
  localStorage.setItem(STORAGE_KEY, language);
  if (i18next.language !== language) await i18next.changeLanguage(language);
}

function follow(language: string): void {
  document.documentElement.lang = language;
  z.config(language === 'de' ? zodDe() : zodEn());
}

type Formatter = (value: string, language: string, zone: string) => string;

const FORMATS: Readonly<Record<string, Formatter>> = { instant: formatInstant, date: formatDate, clock: formatClock, ago: formatAgo };

let zone = Temporal.Now.timeZoneId();

/** The zone that instants inside sentences are told in. */
export const speakInZone = (timeZone: string): void => {
  zone = timeZone;
};

/** `{{dueAt, instant}}` in a sentence; a figure that is missing or no instant is shown as it came. */
function addFormats(): void {
  const services = i18next.services.formatter;
  for (const [name, format] of Object.entries(FORMATS)) {
    services?.add(name, (value: unknown, language) => (isInstant(value) ? format(value, language ?? 'en', zone) : String(value ?? '–')));
  }
  services?.add('number', (value: unknown, language) =>
    typeof value === 'number' ? formatNumber(value, language ?? 'en') : String(value ?? '–'),
  );
  services?.add('bytes', (value: unknown, language) =>
    typeof value === 'number' ? formatBytes(value, language ?? 'en') : String(value ?? '–'),
  );
}

function isInstant(value: unknown): value is string {
  if (typeof value !== 'string') return false;
  try {
    Temporal.Instant.from(value);
    return true;
  } catch {
    return false;
  }
}

function formatAgo(instant: string, language: string, timeZone: string): string {
  const { unit, count, isPast } = distanceTo(instant, Temporal.Now.instant().epochMilliseconds);
  if (unit === 'date') return formatDate(instant, language, timeZone);
  return i18next.t(`kernel:time.${isPast ? 'past' : 'future'}.${unit}`, { count });
}
