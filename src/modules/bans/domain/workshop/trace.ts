import { ok, type Result, refuse } from '../../../../shared/result.ts';
import { type PythonValue, parsePython } from '../config/python-literal.ts';

export type Verdict = 'matched' | 'missed' | 'ignored' | 'skipped';

/** What fail2ban would count: who, and when. */
export interface Failure {
  /** An address, a name, or another id; of several parts as Python writes them. */
  readonly host: string;
  /** Seconds since 1970; null: the line has no time. */
  readonly seconds: number | null;
  readonly user: string | null;
}

export interface Judged {
  /** Counted from 1. */
  readonly number: number;
  readonly text: string;
  readonly verdict: Verdict;
  /** Number of the regex that matched, or that ignored the line, from 1. */
  readonly regex: number | null;
  readonly isPending: boolean;
  readonly failures: readonly Failure[];
}

/** Lines as fail2ban-regex reads them: ended by `\n`, without white space that ends a line, and what it passes over. */
export function linesOf(text: string): readonly { readonly text: string; readonly isSkipped: boolean }[] {
  const parts = text.split('\n');
  if (parts.at(-1) === '') parts.pop();
  return parts.map((part) => {
    const line = part.replace(/[\r\n]+$/, '');
    return { text: line, isSkipped: line === '' || line.startsWith('#') };
  });
}

/** One line of work, as the trace tells it. */
interface Step {
  matched: number | null;
  ignored: number | null;
  isPending: boolean;
  readonly failures: Failure[];
}

// The words of server/filter.py at level 7, behind the time and the level's letter.
const BEGIN = /^[^\n]*?\bT: Working on line /;
const MATCHED = /^[^\n]*?\bT: {3}Matched failregex (\d+): /;
const IGNORED = /^[^\n]*?\bT: {3}Matched ignoreregex (\d+) and was ignored/;
const PENDING = /^[^\n]*?\bT: {3}(?:Nofail by mlfid|No failure-id by mlfid) /;

/**
 * Reads what `fail2ban-regex --log-level=7 --out=row` prints: between the marks of two lines stand the regexes that matched, and a row
 * for each failure that the server itself would count. Everything that stands in a line of the log is quoted there, so that no line can
 * pretend to be one of these.
 */
export function readTrace(stdout: string, text: string): Result<readonly Judged[], 'bans.workshop_failed'> {
  const steps: Step[] = [];
  for (const row of stdout.split('\n')) {
    const step = steps.at(-1);
    if (BEGIN.test(row)) steps.push({ matched: null, ignored: null, isPending: false, failures: [] });
    else if (step !== undefined && !readRow(row, step)) return refuse('bans.workshop_failed', { words: row.slice(0, 300) });
  }
  const lines = linesOf(text);
  const worked = lines.filter(({ isSkipped }) => !isSkipped).length;
  if (worked !== steps.length) return refuse('bans.workshop_failed', { words: stdout.slice(-300).trim() });
  let at = 0;
  return ok(
    lines.map((line, index) => {
      const step = line.isSkipped ? undefined : steps[at];
      at += line.isSkipped ? 0 : 1;
      return judged(index + 1, line.text, step);
    }),
  );
}

/** False: a row that should be one and cannot be read. */
function readRow(row: string, step: Step): boolean {
  const matched = MATCHED.exec(row)?.[1];
  const ignored = IGNORED.exec(row)?.[1];
  if (matched !== undefined) step.matched = Number(matched) + 1;
  else if (ignored !== undefined) step.ignored = Number(ignored) + 1;
  else if (PENDING.test(row)) step.isPending = true;
  if (!row.startsWith('[')) return true;
  const failure = readFailure(row);
  if (failure === null) return false;
  step.failures.push(failure);
  return true;
}

function judged(number: number, text: string, step: Step | undefined): Judged {
  const base = { number, text, regex: null, isPending: false, failures: [] };
  if (step === undefined) return { ...base, verdict: 'skipped' };
  const { matched, ignored, isPending, failures } = step;
  if (failures.length > 0) return { ...base, verdict: 'matched', regex: matched, failures };
  if (ignored !== null) return { ...base, verdict: 'ignored', regex: ignored };
  return { ...base, verdict: 'missed', regex: matched, isPending };
}

/** `['192.0.2.1',\t1772026450.0,\t{'user': 'ROOT', …}],` */
export function readFailure(row: string): Failure | null {
  const read = parsePython(row.replace(/,\s*$/, ''));
  if (!read.ok || !Array.isArray(read.value)) return null;
  const [host, seconds, groups] = read.value as readonly PythonValue[];
  if (host === undefined || host === null || (seconds !== null && typeof seconds !== 'number')) return null;
  return { host: written(host), seconds: seconds ?? null, user: groupOf(groups, 'user') };
}

const written = (value: PythonValue): string => (typeof value === 'string' ? value : JSON.stringify(value));

function groupOf(groups: PythonValue | undefined, name: string): string | null {
  if (!Array.isArray(groups)) return null;
  for (const pair of groups) {
    if (Array.isArray(pair) && pair[0] === name && pair[1] !== undefined && pair[1] !== null) return written(pair[1]);
  }
  return null;
}
