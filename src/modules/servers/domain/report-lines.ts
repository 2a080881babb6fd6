import { ok, type Result, refuse } from '../../../shared/result.ts';

export type ReportFault = 'servers.report_malformed' | 'servers.report_truncated';

/** The lines of one report, by key. Their text is a stranger's: it is cleaned here, once, and never trusted further on. */
export interface ReportLines {
  /** The first line with this key; empty if there is none. */
  one(key: string): string;
  /** All lines with this key, in order. */
  all(key: string): readonly string[];
  /** A line of decimal digits as a number; null for anything else. */
  number(key: string): number | null;
}

const MAX_LINES = 20_000;
const MAX_LENGTH = 500;
const KEYED = /^([A-Z][A-Z0-9-]{0,39}):(?: (.*))?$/;

/**
 * Splits a report and checks its end. The last line must count the lines before it, because a report that was cut
 * off on its way would read as "fewer updates pending".
 */
export function readLines(text: string): Result<ReportLines, ReportFault> {
  const lines = text.split(/\r?\n/);
  while (lines.at(-1)?.trim() === '') lines.pop();
  if (lines.length > MAX_LINES) return refuse('servers.report_malformed', { reason: 'too_many_lines', most: MAX_LINES });
  const end = /^END: (\d{1,9})$/.exec(lines.pop()?.trim() ?? '');
  if (end === null) return refuse('servers.report_truncated', { lines: lines.length });
  if (Number(end[1]) !== lines.length) return refuse('servers.report_truncated', { lines: lines.length, announced: Number(end[1]) });
  if (lines[0] !== 'REPORT: 1') return refuse('servers.report_malformed', { reason: 'unknown_version' });
  return ok(byKey(lines));
}

function byKey(lines: readonly string[]): ReportLines {
  const values = new Map<string, string[]>();
  for (const line of lines) {
    const [, key, value] = KEYED.exec(cleanText(line)) ?? [];
    if (key === undefined) continue;
    const sameKey = values.get(key) ?? [];
    sameKey.push((value ?? '').trim());
    values.set(key, sameKey);
  }
  const all = (key: string) => values.get(key) ?? [];
  const one = (key: string) => all(key)[0] ?? '';
  return { all, one, number: (key) => wholeNumber(one(key)) };
}

/** One line of foreign text without control, format and unpaired characters, cut to 500. PostgreSQL refuses NUL; pages must not be turned round. */
export const cleanText = (line: string): string => line.slice(0, MAX_LENGTH).replaceAll(/[\p{Cc}\p{Cf}\p{Cs}\p{Co}\u2028\u2029]/gu, ' ');

/** Up to eleven decimal digits, which covers epoch seconds for three thousand years. */
export const wholeNumber = (text: string): number | null => (/^\d{1,11}$/.test(text.trim()) ? Number(text) : null);
