import { ok, type Result, refuse } from '../../../../shared/result.ts';

/** What Python's `repr` writes of plain things: lists, tuples and sets are all lists here, a dict is a list of its pairs. */
export type PythonValue = string | number | boolean | null | readonly PythonValue[];

/** Deeper than anything fail2ban writes. */
const MOST_DEPTH = 32;

interface Reading {
  readonly text: string;
  at: number;
}

/** One open bracket and what has been read in it. */
interface Level {
  readonly close: string;
  readonly items: PythonValue[];
  /** The key of a pair whose value is awaited. */
  key: PythonValue | undefined;
  /** A value has just been read: a comma, a colon or the end comes next. */
  isFull: boolean;
}

type Answer = Result<PythonValue, 'bans.not_a_literal'>;

const CLOSING: Readonly<Record<string, string>> = { '[': ']', '(': ')', '{': '}' };

/** Reads one literal, iteratively and within limits: it comes from another machine. */
export function parsePython(text: string): Answer {
  const reading: Reading = { text, at: 0 };
  const root: Level = { close: '', items: [], key: undefined, isFull: false };
  const levels: Level[] = [root];
  for (;;) {
    skipBlanks(reading);
    const level = levels.at(-1) ?? root;
    const char = text.charAt(reading.at);
    if (char === '') return levels.length === 1 && root.items.length === 1 ? ok(root.items[0] ?? null) : failed(reading);
    const step = readStep(reading, levels, level, char);
    if (!step) return failed(reading);
  }
}

const failed = ({ at }: Reading) => refuse('bans.not_a_literal', { at });

/** One bracket, sign or value; false where none of them can stand. */
function readStep(reading: Reading, levels: Level[], level: Level, char: string): boolean {
  const close = CLOSING[char];
  if (close !== undefined && !level.isFull) {
    reading.at += 1;
    levels.push({ close, items: [], key: undefined, isFull: false });
    return levels.length <= MOST_DEPTH;
  }
  if (char === level.close && level.key === undefined) {
    reading.at += 1;
    levels.pop();
    return put(levels.at(-1), level.items);
  }
  if (level.isFull) return readSign(reading, level, char);
  const value = readPlain(reading);
  return value !== undefined && put(level, value);
}

function readSign(reading: Reading, level: Level, char: string): boolean {
  reading.at += 1;
  level.isFull = false;
  if (char === ',') return level.close !== '';
  if (char !== ':' || level.close !== '}') return false;
  level.key = level.items.pop();
  return level.key !== undefined;
}

function put(level: Level | undefined, value: PythonValue): boolean {
  if (level === undefined) return false;
  level.items.push(level.key === undefined ? value : [level.key, value]);
  level.key = undefined;
  level.isFull = true;
  return true;
}

function skipBlanks(reading: Reading): void {
  while (/[ \t\r\n]/.test(reading.text.charAt(reading.at))) reading.at += 1;
}

const WORDS: Readonly<Record<string, PythonValue>> = { True: true, False: false, None: null };
const WORD = /[A-Za-z]+/y;
const NUMBER = /-?\d+(?:\.\d*)?(?:[eE][+-]?\d+)?/y;
const STRING = /[bBuU]?('''|"""|'|")/y;

function readPlain(reading: Reading): PythonValue | undefined {
  const quote = match(STRING, reading);
  if (quote !== null) return readString(reading, quote.at(-1) ?? '');
  const number = match(NUMBER, reading);
  if (number !== null) return Number(number);
  const word = match(WORD, reading);
  // An empty set is written set().
  if (word === 'set' && reading.text.startsWith('()', reading.at)) {
    reading.at += 2;
    return [];
  }
  return word === null ? undefined : WORDS[word];
}

function match(pattern: RegExp, reading: Reading): string | null {
  pattern.lastIndex = reading.at;
  const found = pattern.exec(reading.text)?.[0] ?? null;
  if (found !== null) reading.at += found.length;
  return found;
}

/** The rest of a string; `repr` never writes three quotation marks, so that a string ends at the first one like its own. */
function readString(reading: Reading, quote: string): string | undefined {
  const parts: string[] = [];
  for (;;) {
    const end = endOfPlain(reading.text, reading.at, quote);
    if (end === -1) return undefined;
    parts.push(reading.text.slice(reading.at, end));
    reading.at = end + 1;
    if (reading.text.charAt(end) === quote) return parts.join('');
    const escaped = readEscape(reading);
    if (escaped === undefined) return undefined;
    parts.push(escaped);
  }
}

/** Where the next quotation mark or backslash stands; -1: nowhere. */
function endOfPlain(text: string, from: number, quote: string): number {
  for (let at = from; at < text.length; at += 1) {
    const char = text.charAt(at);
    if (char === quote || char === '\\') return at;
  }
  return -1;
}

const SIMPLE: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', '\\': '\\', "'": "'", '"': '"' };
const CODED = /x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}/y;

function readEscape(reading: Reading): string | undefined {
  const simple = SIMPLE[reading.text.charAt(reading.at)];
  if (simple !== undefined) {
    reading.at += 1;
    return simple;
  }
  const coded = match(CODED, reading);
  const point = coded === null ? Number.NaN : Number.parseInt(coded.slice(1), 16);
  return point <= 0x10ffff ? String.fromCodePoint(point) : undefined;
}
