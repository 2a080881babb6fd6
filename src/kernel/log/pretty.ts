import { stripVTControlCharacters } from 'node:util';
import { z } from 'zod';

const Entry = z.looseObject({ level: z.string(), time: z.string(), msg: z.string().optional() });
const LoggedError = z.looseObject({ message: z.string(), stack: z.string().optional() });

const COLOURS: Readonly<Record<string, number>> = { debug: 90, info: 32, warn: 33, error: 31, fatal: 31 };

/** One JSON line of the log as a person reads it: local time, level, message, then the data as `key=value`. */
export function prettyLine(line: string): string {
  const parsed = Entry.safeParse(parseOrNull(line));
  if (!parsed.success) return line;
  const { level, time, msg, err, ...rest } = parsed.data;
  const fields = Object.entries(rest).map(([key, value]) => `${key}=${printable(value)}`);
  const head = `${localTime(time)} ${coloured(level)} ${clean(msg ?? '')}`;
  return `${[head, ...fields].join(' ').trimEnd()}\n${errorLines(err)}`;
}

function parseOrNull(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null; // Not ours: it is printed as it came.
  }
}

const localTime = (time: string): string =>
  Temporal.Instant.from(time).toZonedDateTimeISO(Temporal.Now.timeZoneId()).toPlainTime().toString({ smallestUnit: 'millisecond' });

const coloured = (level: string): string => `\u001b[${COLOURS[level] ?? 0}m${level.padEnd(5)}\u001b[0m`;

const printable = (value: unknown): string =>
  typeof value === 'string' && /^[^\s"=]+$/u.test(value) ? clean(value) : clean(JSON.stringify(value) ?? 'null');

function errorLines(error: unknown): string {
  const parsed = LoggedError.safeParse(error);
  if (!parsed.success) return '';
  return `${clean(parsed.data.stack ?? parsed.data.message).replaceAll(/^/gmu, '      ')}\n`;
}

/** A name that somebody chose must not move the cursor of whoever reads the log. */
const clean = (text: string): string => stripVTControlCharacters(text);
