import type { RefusalParams } from '../../../shared/result.ts';
import { checkWindow, type ServiceWindow } from '../../../shared/window.ts';
import { isKnownZone } from '../../../shared/zones.ts';
import type { Mode } from './decide.ts';
import { readClock, readFlag, readInstant, readWeekdays, type SheetCells, type SheetColumn, splitCell } from './sheet.ts';

/** Why one cell cannot be taken; its line is known where the cells come from. */
export interface CellFault {
  readonly column: SheetColumn;
  readonly code: string;
  readonly params: RefusalParams;
}

/** What a line says of a server. Absent: its sheet has no such column, or an empty cell means "as it is". */
export interface SheetRow {
  readonly name: string;
  readonly hostname?: string;
  readonly ipAddress?: string | null;
  readonly schedule?: string | null;
  readonly owners?: readonly string[];
  readonly maintainers?: readonly string[];
  readonly serviceWindow?: ServiceWindow | null;
  readonly alwaysInUse?: boolean;
  readonly modeOverride?: Mode | null;
  readonly tags?: readonly string[];
  readonly lastUpdatedAt?: Temporal.Instant;
  readonly description?: string;
}

export interface ReadRow {
  readonly row: SheetRow;
  readonly faults: readonly CellFault[];
}

/** Reads the cells of one line; `siteZone` is the zone of its site, in which clocks without a zone are meant. */
export function readRow(cells: SheetCells, siteZone: string): ReadRow {
  const faults: CellFault[] = [];
  const fault = (column: SheetColumn, code: string, params: RefusalParams = {}): undefined => {
    faults.push({ column, code, params });
  };
  const row: SheetRow = {
    name: readText(cells, 'name', { most: 120, fault }) ?? '',
    ...defined('hostname', readText(cells, 'hostname', { most: 253, fault })),
    ...(cells.ipAddress === undefined ? {} : { ipAddress: cells.ipAddress || null }),
    ...(cells.schedule === undefined ? {} : { schedule: cells.schedule || null }),
    ...defined('owners', names(cells.owners)),
    ...(cells.maintainers === undefined ? {} : { maintainers: splitCell(cells.maintainers) }),
    ...readHours(cells, siteZone, fault),
    ...(cells.alwaysInUse === undefined
      ? {}
      : defined('alwaysInUse', readFlag(cells.alwaysInUse) ?? fault('alwaysInUse', 'servers.sheet_bad_flag'))),
    ...readMode(cells, fault),
    ...readTags(cells, fault),
    ...readUpdated(cells, siteZone, fault),
    ...defined('description', readProse(cells, fault)),
  };
  return { row, faults };
}

type Fault = (column: SheetColumn, code: string, params?: RefusalParams) => undefined;

const defined = <Key extends string, Value>(key: Key, value: Value | undefined) =>
  (value === undefined ? {} : { [key]: value }) as { readonly [K in Key]?: Value };

// The same that the forms refuse: control characters, and marks that turn the direction of writing round (UAX #9).
const UNPRINTABLE = /[\p{Cc}\u202a-\u202e\u2066-\u2069]/u;
const UNPRINTABLE_PROSE = /(?![\t\n\r])[\p{Cc}\u202a-\u202e\u2066-\u2069]/u;

/** One line; empty counts as absent. */
function readText(cells: SheetCells, column: 'name' | 'hostname', { most, fault }: { readonly most: number; readonly fault: Fault }) {
  const text = cells[column];
  if (text === undefined || text === '') return undefined;
  if (text.length > most) return fault(column, 'servers.sheet_too_long', { most });
  return UNPRINTABLE.test(text) ? fault(column, 'servers.sheet_unprintable') : text;
}

const MOST_PROSE = 4_000;

function readProse({ description }: SheetCells, fault: Fault): string | undefined {
  if (description === undefined) return undefined;
  if (description.length > MOST_PROSE) return fault('description', 'servers.sheet_too_long', { most: MOST_PROSE });
  return UNPRINTABLE_PROSE.test(description) ? fault('description', 'servers.sheet_unprintable') : description;
}

/** Nobody in the cell means "as it is": a server is never without an owner. */
function names(cell: string | undefined): readonly string[] | undefined {
  const found = cell === undefined ? [] : splitCell(cell);
  return found.length === 0 ? undefined : found;
}

function readMode({ mode }: SheetCells, fault: Fault): Pick<SheetRow, 'modeOverride'> {
  if (mode === undefined) return {};
  const word = mode.toLowerCase();
  if (word === '') return { modeOverride: null };
  if (word === 'inform' || word === 'confirm' || word === 'enforce') return { modeOverride: word };
  fault('mode', 'servers.sheet_bad_mode');
  return {};
}

const MOST_TAGS = 50;
const MOST_TAG = 60;

function readTags({ tags }: SheetCells, fault: Fault): Pick<SheetRow, 'tags'> {
  if (tags === undefined) return {};
  const found = splitCell(tags);
  if (found.length > MOST_TAGS) fault('tags', 'servers.sheet_too_many', { most: MOST_TAGS });
  if (found.some((tag) => tag.length > MOST_TAG)) fault('tags', 'servers.sheet_too_long', { most: MOST_TAG });
  if (found.some((tag) => UNPRINTABLE.test(tag))) fault('tags', 'servers.sheet_unprintable');
  return { tags: found };
}

const WINDOW_COLUMNS: Readonly<Record<string, SheetColumn>> = {
  'serviceWindow.start': 'inUseFrom',
  'serviceWindow.end': 'inUseUntil',
  'serviceWindow.timeZone': 'timeZone',
  'serviceWindow.weekdays': 'inUseDays',
};

/** All of the hours are told again where one of the two times has a column; both empty: none are known. */
function readHours(cells: SheetCells, siteZone: string, fault: Fault): Pick<SheetRow, 'serviceWindow'> {
  if (cells.inUseFrom === undefined && cells.inUseUntil === undefined) return {};
  const [start, end] = [readClock(cells.inUseFrom ?? ''), readClock(cells.inUseUntil ?? '')];
  if (start === '' && end === '') return { serviceWindow: null };
  const weekdays = readWeekdays(cells.inUseDays ?? '');
  if (weekdays === null) {
    fault('inUseDays', 'servers.sheet_bad_weekdays');
    return {};
  }
  const checked = checkWindow({ start, end, timeZone: cells.timeZone || siteZone, weekdays });
  if (checked.ok) return { serviceWindow: checked.value };
  fault(WINDOW_COLUMNS[String(checked.params['path'])] ?? 'inUseFrom', checked.code);
  return {};
}

function readUpdated({ lastUpdatedAt = '', timeZone = '' }: SheetCells, siteZone: string, fault: Fault): Pick<SheetRow, 'lastUpdatedAt'> {
  if (lastUpdatedAt === '') return {};
  const at = readInstant(lastUpdatedAt, isKnownZone(timeZone) ? timeZone : siteZone);
  if (at !== null) return { lastUpdatedAt: at };
  fault('lastUpdatedAt', 'servers.sheet_bad_instant');
  return {};
}
