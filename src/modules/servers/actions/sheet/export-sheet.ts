import { stringify } from 'csv-stringify/sync';
import type { ResponsibleRow } from '../../../../kernel/assets/assets.ts';
import type { Scope } from '../../../../kernel/contract/access.ts';
import { wireInstant } from '../../../../kernel/db/by-column.ts';
import { guardedCell } from '../../../../shared/sheet-cell.ts';
import { joinCell, SHEET_COLUMNS, type SheetColumn, weekdayCell } from '../../domain/sheet.ts';
import { everySheetRow, type SheetCellsOfServer } from '../../store/every-server.ts';
import { hoursOfKey } from '../../store/server-rows.ts';
import type { Parts } from '../parts.ts';
import { sheetName } from './planned.ts';

export interface SheetForm {
  readonly siteId: string | undefined;
  readonly delimiter: ',' | ';';
}

// Without it spreadsheets take UTF-8 for something else.
const BYTE_ORDER_MARK = '\ufeff';

/** The servers of the scope as CSV (RFC 4180), some lines at a time. */
export async function* exportSheet(
  { db, assets }: Pick<Parts, 'db' | 'assets'>,
  scope: Scope,
  { siteId, delimiter }: SheetForm,
): AsyncGenerator<string, void, void> {
  // A single line end within a cell is not the record's, so that it would stand there without quotes.
  const form = { delimiter, record_delimiter: 'windows', quoted_match: /[\r\n]/ } as const;
  const csv = (records: readonly (readonly string[])[]): string => stringify([...records], form);
  let head = `${BYTE_ORDER_MARK}${csv([SHEET_COLUMNS])}`;
  for await (const servers of everySheetRow(db, scope, { siteId })) {
    const people = await assets.responsibles(
      db,
      servers.map(({ id }) => id),
    );
    yield head + csv(servers.map((server) => recordOf(server, people.get(server.id) ?? [])));
    head = '';
  }
  if (head !== '') yield head;
}

function recordOf(server: SheetCellsOfServer, people: readonly ResponsibleRow[]): string[] {
  const cells = cellsOf(server, people);
  return SHEET_COLUMNS.map((column) => guardedCell(cells[column]));
}

function cellsOf(server: SheetCellsOfServer, people: readonly ResponsibleRow[]): Readonly<Record<SheetColumn, string>> {
  const hours = hoursOfKey(server.window_key);
  const named = (role: ResponsibleRow['role']) => joinCell(people.filter((each) => each.role === role).map(sheetName));
  return {
    name: server.name,
    site: server.site_name,
    hostname: server.hostname,
    ipAddress: server.ip_address ?? '',
    schedule: server.schedule_name ?? '',
    owners: named('owner'),
    maintainers: named('maintainer'),
    inUseFrom: hours.start ?? '',
    inUseUntil: hours.end ?? '',
    inUseDays: weekdayCell(hours.weekdays ?? []),
    timeZone: hours.timeZone ?? '',
    alwaysInUse: hours.alwaysInUse ? 'yes' : 'no',
    mode: server.mode_override ?? '',
    tags: joinCell(server.tags),
    lastUpdatedAt: server.last_updated_at === null ? '' : wireInstant(server.last_updated_at),
    description: server.description,
  };
}
