import type { SiteRow } from '../../../../kernel/assets/sites.ts';
import { isAfter, truncate } from '../../../../shared/time.ts';
import type { SheetColumn } from '../../domain/sheet.ts';
import { readRow, type SheetRow } from '../../domain/sheet-row.ts';
import { checkAddress } from '../add-server.ts';
import { changedColumns } from './changes.ts';
import type { Known, KnownServer } from './known.ts';
import { asNamed, type PlannedRow, sheetName } from './planned.ts';
import type { SheetFault, SheetLine } from './read-sheet.ts';

export interface ImportPlan {
  readonly rows: readonly PlannedRow[];
  readonly faults: readonly SheetFault[];
}

interface Planning {
  readonly known: Known;
  readonly home: SiteRow;
  readonly now: Temporal.Instant;
}

/** What every line means, and all that speaks against it. Nothing is written. */
export function planImport(lines: readonly SheetLine[], planning: Planning): ImportPlan {
  const seen = new Map<string, number>();
  const planned = lines.map((line) => planLine(line, planning, seen));
  return { rows: planned.flatMap(({ row }) => row ?? []), faults: planned.flatMap(({ faults }) => faults) };
}

interface PlannedLine {
  readonly row: PlannedRow | null;
  readonly faults: readonly SheetFault[];
}

function planLine({ line, cells }: SheetLine, { known, home, now }: Planning, seen: Map<string, number>): PlannedLine {
  const faults: SheetFault[] = [];
  const fault = (column: SheetColumn | null, code: string, params: SheetFault['params'] = {}): void => {
    faults.push({ line, column, code, params });
  };
  const site = cells.site === undefined || cells.site === '' ? home : known.site(cells.site);
  if (site === null) fault('site', 'servers.sheet_unknown_site');
  const { row, faults: cellFaults } = readRow(cells, (site ?? home).timeZone);
  for (const { column, code, params } of cellFaults) fault(column, code, params);
  if (row.name === '' && !cellFaults.some(({ column }) => column === 'name')) fault('name', 'servers.sheet_nameless');
  if (site === null || row.name === '') return { row: null, faults };

  const server = known.server(site.id, row.name);
  const key = server?.row.id ?? `${site.id} ${row.name.toLowerCase()}`;
  const first = seen.get(key);
  if (first === undefined) seen.set(key, line);
  else fault('name', 'servers.sheet_twice', { first });
  if (server === null ? !known.mayCreateOn(site.id) : !server.mayEdit)
    fault(null, server === null ? 'servers.sheet_no_create' : 'servers.sheet_no_edit');
  if (row.ipAddress !== undefined && !checkAddress(row.ipAddress).ok) fault('ipAddress', 'servers.bad_address');
  if (row.lastUpdatedAt !== undefined && isAfter(truncate(row.lastUpdatedAt), now)) fault('lastUpdatedAt', 'servers.updated_in_future');
  const scheduleId = row.schedule == null ? null : known.schedule(site.id, row.schedule);
  if (row.schedule != null && scheduleId === null) fault('schedule', 'servers.sheet_unknown_schedule');
  const people = peopleOf(row, server, known, (column, name) => fault(column, 'servers.sheet_unknown_person', { name }));
  if (faults.length > 0) return { row: null, faults };
  const planned = { line, siteId: site.id, siteName: site.name, row, scheduleId, server, people };
  return { row: { ...planned, changed: changedColumns(planned) }, faults };
}

const COLUMNS = { owner: 'owners', maintainer: 'maintainers' } as const;

/** Everybody that the line names; whoever answers for the server already is known by that, also out of the caller's sight. */
function peopleOf(
  row: SheetRow,
  server: KnownServer | null,
  known: Known,
  unknown: (column: SheetColumn, name: string) => void,
): PlannedRow['people'] {
  const find = (name: string) => {
    const answering = server?.responsibles.find((each) => sheetName(each).toLowerCase() === name.toLowerCase());
    return answering === undefined ? known.person(name) : asNamed(answering);
  };
  return (['owner', 'maintainer'] as const).flatMap((role) =>
    (row[COLUMNS[role]] ?? []).flatMap((name) => {
      const found = find(name);
      if (found === null) unknown(COLUMNS[role], name.slice(0, 120));
      return found === null ? [] : [{ ...found, role }];
    }),
  );
}
