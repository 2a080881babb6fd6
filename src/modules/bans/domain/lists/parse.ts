import { type Network, parseNetwork, readRange } from '../address.ts';
import { pushNetworks } from './aggregate.ts';
import type { BlocklistFormat } from './words.ts';

/** One entry of a source, as it was found there. */
export interface ParsedEntry {
  /** From 1. */
  readonly line: number;
  readonly text: string;
  /** A range is several networks. Of `invalid` and `host_bits` none; `because` of the latter is the network that was meant. */
  readonly networks: readonly Network[];
  readonly fault: 'invalid' | 'host_bits' | null;
  readonly because: string;
}

export interface ParsedList {
  readonly lines: number;
  readonly entries: readonly ParsedEntry[];
}

export interface ListShape {
  readonly format: BlocklistFormat;
  /** From 1; of the format `csv`. */
  readonly csvColumn: number | null;
}

/** Longer lines are cut: no entry is that long, and JSON lines hold more than the network. */
const LONGEST_LINE = 4_096;

/** Reads a source line by line. Windows ends of lines, a byte order mark, blank lines and comments are no entries. */
export function* parseLines(text: string, shape: ListShape): Generator<{ readonly line: number; readonly entry: ParsedEntry | null }> {
  let line = 0;
  for (const raw of linesOf(text)) {
    line += 1;
    const field = fieldOf(raw.slice(0, LONGEST_LINE), shape, line === 1);
    yield { line, entry: field === null ? null : readEntry(field, line) };
  }
}

/** The whole of a short source. */
export function parseList(text: string, shape: ListShape): ParsedList {
  const entries: ParsedEntry[] = [];
  let lines = 0;
  for (const { line, entry } of parseLines(text, shape)) {
    lines = line;
    if (entry !== null) entries.push(entry);
  }
  return { lines, entries };
}

function* linesOf(text: string): Generator<string> {
  let start = text.startsWith('\uFEFF') ? 1 : 0;
  while (start < text.length) {
    const end = text.indexOf('\n', start);
    const stop = end === -1 ? text.length : end;
    yield text.slice(start, stop).trim();
    start = stop + 1;
  }
}

/** The text that should be an address, a network or a range; null: the line holds none by design. */
function fieldOf(line: string, { format, csvColumn }: ListShape, isFirst: boolean): string | null {
  if (line === '' || line.startsWith('#') || line.startsWith(';') || line.startsWith('//')) return null;
  if (format === 'spamhaus-json') return fieldOfJson(line);
  if (format === 'csv') return fieldOfCsv(line, csvColumn ?? 1, isFirst);
  return line.split(/\s*[#;]|\s\/\//, 1)[0]?.trim() ?? '';
}

/** `{"cidr":"192.0.2.0/24","sblid":"SBL1"}`; the last line is `{"type":"metadata",…}`. */
function fieldOfJson(line: string): string | null {
  const record = jsonObject(line);
  if (record === null) return line;
  if ('type' in record && record.type === 'metadata') return null;
  return 'cidr' in record && typeof record.cidr === 'string' ? record.cidr : line;
}

function jsonObject(line: string): object | null {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' ? value : null;
  } catch {
    return null; // Not JSON: shown as the entry that cannot be read.
  }
}

/** RFC 4180, with commas, semicolons or tabs. The first line may name the columns. */
function fieldOfCsv(line: string, column: number, isFirst: boolean): string | null {
  const value = (csvFields(line)[column - 1] ?? '').trim();
  const isHeading = isFirst && !/[.:]/.test(value);
  return value === '' || isHeading ? null : value;
}

function csvFields(line: string): string[] {
  const fields: string[] = [];
  for (const [, quoted, plain] of line.matchAll(/(?:^|[,;\t])(?:"((?:[^"]|"")*)"|([^,;\t]*))/g)) {
    fields.push(quoted === undefined ? (plain ?? '') : quoted.replaceAll('""', '"'));
  }
  return fields;
}

function readEntry(text: string, line: number): ParsedEntry {
  const range = readRange(text);
  if (range !== null) {
    const networks: Network[] = [];
    pushNetworks(networks, range);
    return { line, text, networks, fault: null, because: '' };
  }
  const network = parseNetwork(text);
  if (network.ok) return { line, text, networks: [network.value], fault: null, because: '' };
  const fault = network.code === 'bans.host_bits_set' ? 'host_bits' : 'invalid';
  return { line, text, networks: [], fault, because: String(network.params['network'] ?? '') };
}
