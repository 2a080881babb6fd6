/** Columns of a sheet of servers, in the order in which they are written. */
export const SHEET_COLUMNS = [
  'name',
  'site',
  'hostname',
  'ipAddress',
  'schedule',
  'owners',
  'maintainers',
  'inUseFrom',
  'inUseUntil',
  'inUseDays',
  'timeZone',
  'alwaysInUse',
  'mode',
  'tags',
  'lastUpdatedAt',
  'description',
] as const;
export type SheetColumn = (typeof SHEET_COLUMNS)[number];

/** One line of a sheet, by column; what the sheet has no column for is absent. */
export type SheetCells = Readonly<Partial<Record<SheetColumn, string>>>;

/** The column that a heading means: case, spaces, dashes and underscores do not count. Null: none. */
export function columnOf(heading: string): SheetColumn | null {
  const plain = plainHeading(heading);
  return SHEET_COLUMNS.find((column) => plainHeading(column) === plain) ?? null;
}

const plainHeading = (heading: string): string => heading.toLowerCase().replaceAll(/[\s_-]/g, '');

/** Several texts in one cell, `web; prod`; a semicolon within one has a backslash before it. */
export const joinCell = (texts: readonly string[]): string => texts.map((text) => text.replaceAll(/[\\;]/g, '\\$&')).join('; ');

/** The texts of such a cell, trimmed, empty ones left out. */
export const splitCell = (cell: string): string[] =>
  (cell.match(/(?:[^\\;]|\\.|\\$)+/gsu) ?? []).map((part) => part.replaceAll(/\\(.)/gsu, '$1').trim()).filter((part) => part !== '');

const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];

/** `Mon Tue Wed`: names, because a spreadsheet would make a date of `1-5`. */
export const weekdayCell = (weekdays: readonly number[]): string => weekdays.map((day) => capital(WEEKDAYS[day - 1] ?? '')).join(' ');

const capital = (word: string): string => `${word.slice(0, 1).toUpperCase()}${word.slice(1)}`;

/** Weekdays of a cell such as `Mon Tue`, `Mon-Fri` or `1,2,3`, sorted; null where it cannot be read. Empty is every day. */
export function readWeekdays(cell: string): number[] | null {
  const parts = cell
    .toLowerCase()
    .replaceAll(/\s*[-–]\s*/g, '-')
    .split(/[\s,;]+/)
    .filter((part) => part !== '');
  const days = parts.length === 0 ? [[1, 2, 3, 4, 5, 6, 7]] : parts.map(daysOf);
  return days.some((some) => some.length === 0) ? null : [...new Set(days.flat())].sort();
}

/** The days of `mon`, `monday`, `1`, `mon-fri` or `sat-mon`; none where it is no such thing. */
function daysOf(part: string): number[] {
  const [from, until, ...more] = part.split('-').map(dayOf);
  if (from == null || until === null || more.length > 0) return [];
  const last = until ?? from;
  const count = ((last - from + 7) % 7) + 1;
  return Array.from({ length: count }, (_, at) => ((from - 1 + at) % 7) + 1);
}

function dayOf(word: string): number | null {
  if (/^[1-7]$/.test(word)) return Number(word);
  const day = /^[a-z]{3,9}$/.test(word) ? WEEKDAYS.findIndex((name) => word.startsWith(name)) : -1;
  return day === -1 ? null : day + 1;
}

const YES = ['yes', 'y', 'true', '1', 'x', 'ja', 'wahr'];
const NO = ['', 'no', 'n', 'false', '0', 'nein', 'falsch'];

/** Null where it is neither. */
export function readFlag(cell: string): boolean | null {
  const word = cell.toLowerCase();
  if (YES.includes(word)) return true;
  return NO.includes(word) ? false : null;
}

/** `8:00` and `08:00:00`, as spreadsheets write them, as `08:00`; anything else as it is. */
export const readClock = (cell: string): string => cell.replace(/^(\d):/, '0$1:').replace(/^(\d\d:\d\d):00$/, '$1');

/** An instant of a cell: with its offset, or a date or a date and time by the clock of a zone. Null where it is none. */
export function readInstant(cell: string, timeZone: string): Temporal.Instant | null {
  try {
    if (/[zZ]$|[+-]\d\d:?\d\d$/.test(cell) && cell.includes(':')) return Temporal.Instant.from(cell);
    if (!/^\d{4}-\d\d-\d\d(?:[T ]\d\d?:\d\d(?::\d\d)?)?$/.test(cell)) return null;
    return Temporal.PlainDateTime.from(cell.replace(/([T ])(\d):/, '$10$2:').replace(' ', 'T'))
      .toZonedDateTime(timeZone)
      .toInstant();
  } catch {
    return null; // RangeError: no such day or time
  }
}
