import { CsvError, parse } from 'csv-parse/sync';
import { nearest } from '../../../../kernel/config/nearest.ts';
import type { RefusalParams } from '../../../../shared/result.ts';
import { unguardedCell } from '../../../../shared/sheet-cell.ts';
import { columnOf, SHEET_COLUMNS, type SheetCells, type SheetColumn } from '../../domain/sheet.ts';

/** Why a place of the sheet cannot be taken. */
export interface SheetFault {
  /** From 1, as an editor counts. */
  readonly line: number;
  /** Null: the whole line. A heading that is no column stands here as it was written. */
  readonly column: string | null;
  readonly code: string;
  readonly params: RefusalParams;
}

export interface SheetLine {
  readonly line: number;
  readonly cells: SheetCells;
}

export interface Sheet {
  readonly lines: readonly SheetLine[];
  readonly faults: readonly SheetFault[];
}

/** More would hold the database for too long: everything is one transaction. */
export const MOST_LINES = 2_000;

interface ParsedLine {
  /** Where it ends, from 1. */
  readonly lastLine: number;
  readonly record: readonly string[];
}

/** Reads a CSV text (RFC 4180): commas or semicolons, whichever the first line has more of, with or without a byte order mark. */
export function readSheet(text: string): Sheet {
  const parsed = parseCsv(text);
  if ('fault' in parsed) return { lines: [], faults: [parsed.fault] };
  const [head, ...body] = parsed.lines;
  if (head === undefined) return onlyFault(1, null, 'servers.sheet_empty');
  const columns = head.record.map((heading) => columnOf(heading));
  const faults = headFaults(head.record, columns);
  if (faults.length > 0) return { lines: [], faults };
  if (body.length > MOST_LINES) return onlyFault(MOST_LINES + 2, null, 'servers.sheet_too_many_lines', { most: MOST_LINES });
  const uneven = body.filter(({ record }) => record.length !== columns.length);
  return {
    lines: body
      .filter(({ record }) => record.length === columns.length)
      .map((line) => ({ line: lineOf(line), cells: cellsOf(line, columns) })),
    faults: uneven.map((line) => ({
      ...{ line: lineOf(line), column: null, code: 'servers.sheet_uneven' },
      params: { cells: line.record.length, columns: columns.length },
    })),
  };
}

const onlyFault = (line: number, column: string | null, code: string, params: RefusalParams = {}): Sheet => ({
  lines: [],
  faults: [{ line, column, code, params }],
});

function parseCsv(text: string): { readonly lines: readonly ParsedLine[] } | { readonly fault: SheetFault } {
  try {
    const lines: ParsedLine[] = [];
    parse(text, {
      ...{ bom: true, skip_empty_lines: true, relax_column_count: true },
      delimiter: delimiterOf(text),
      record_delimiter: ['\r\n', '\n', '\r'],
      // One line more than may be, and the head: then it is known that there are too many.
      to: MOST_LINES + 2,
      on_record: (record: string[], { lines: lastLine }) => void lines.push({ lastLine, record }),
    });
    return { lines: lines.filter(({ record }) => record.some((cell) => cell.trim() !== '')) };
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line: unknown = Reflect.get(error, 'lines');
    return { fault: { line: typeof line === 'number' ? line : 1, column: null, code: 'servers.sheet_broken', params: {} } };
  }
}

function delimiterOf(text: string): ',' | ';' {
  const head = text.split(/[\r\n]/, 1)[0] ?? '';
  return head.split(';').length > head.split(',').length ? ';' : ',';
}

/** Where a record begins: the parser tells where it ends, and a cell may hold line ends. */
const lineOf = ({ lastLine, record }: ParsedLine): number => lastLine - (record.join('').match(/\r\n|\n|\r/g)?.length ?? 0);

function headFaults(headings: readonly string[], columns: readonly (SheetColumn | null)[]): SheetFault[] {
  const unknown = headings.filter((_heading, at) => columns[at] === null).map(unknownHeading);
  const known = columns.filter((column) => column !== null);
  const twice = SHEET_COLUMNS.filter((column) => known.indexOf(column) !== known.lastIndexOf(column));
  return [
    ...unknown,
    ...twice.map((column) => ({ line: 1, column, code: 'servers.sheet_double_column', params: { column } })),
    ...(known.includes('name') || unknown.length > 0 ? [] : [{ line: 1, column: 'name', code: 'servers.sheet_no_name', params: {} }]),
  ];
}

function unknownHeading(heading: string): SheetFault {
  const column = heading.trim().slice(0, 80).toWellFormed();
  const near = nearest(
    column.toLowerCase(),
    SHEET_COLUMNS.map((known) => known.toLowerCase()),
  );
  const suggestion = SHEET_COLUMNS.find((known) => known.toLowerCase() === near);
  return suggestion === undefined
    ? { line: 1, column, code: 'servers.sheet_unknown_column', params: { column, columns: SHEET_COLUMNS.join(', ') } }
    : { line: 1, column, code: 'servers.sheet_misspelt_column', params: { column, suggestion } };
}

const cellsOf = ({ record }: ParsedLine, columns: readonly (SheetColumn | null)[]): SheetCells =>
  Object.fromEntries(columns.map((column, at) => [column, unguardedCell(record[at] ?? '').trim()]));
