import { stringify } from 'csv-stringify/sync';
import { guardedCell } from '../../../shared/sheet-cell.ts';
import type { ExportedBan } from '../actions/archive/queries.ts';
import { BAN_COLUMNS } from '../contract/ban-list-routes.ts';
import type { Ban } from '../contract/ban-shapes.ts';
import { presentExported } from './ban-present.ts';

// Without it spreadsheets take UTF-8 for something else.
const BYTE_ORDER_MARK = '\ufeff';

/** Bans as CSV (RFC 4180), some lines at a time. */
export async function* csvOf(
  pages: AsyncGenerator<readonly ExportedBan[], void, void>,
  delimiter: ',' | ';',
): AsyncGenerator<string, void, void> {
  // A single line end within a cell is not the record's, so that it would stand there without quotes.
  const form = { delimiter, record_delimiter: 'windows', quoted_match: /[\r\n]/ } as const;
  const csv = (records: readonly (readonly string[])[]): string => stringify([...records], form);
  let head = `${BYTE_ORDER_MARK}${csv([BAN_COLUMNS])}`;
  for await (const bans of pages) {
    yield head + csv(bans.map((ban) => recordOf(presentExported(ban))));
    head = '';
  }
  if (head !== '') yield head;
}

const recordOf = (ban: Ban): string[] => BAN_COLUMNS.map((column) => guardedCell(cellOf(ban, column)));

function cellOf(ban: Ban, column: (typeof BAN_COLUMNS)[number]): string {
  if (column === 'host' || column === 'site' || column === 'by') return ban[column]?.name ?? '';
  if (column === 'durationSeconds' && ban.isPermanent) return 'permanent';
  return String(ban[column] ?? '');
}

/** Bans as one JSON array, some at a time. */
export async function* jsonOf(pages: AsyncGenerator<readonly ExportedBan[], void, void>): AsyncGenerator<string, void, void> {
  let before = '[\n';
  for await (const bans of pages) {
    yield before + bans.map((ban) => JSON.stringify(presentExported(ban))).join(',\n');
    before = ',\n';
  }
  yield before === '[\n' ? '[]\n' : '\n]\n';
}
