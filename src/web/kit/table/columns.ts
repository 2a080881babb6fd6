import type { ReactNode } from 'react';

/** One column of a `DataTable`. */
export interface Column<Row> {
  readonly key: string;
  readonly title: string;
  render(row: Row): ReactNode;
  /** Pixels at first; people can change it. 140 unless told. */
  readonly width?: number;
  /** Takes what is left of the width; at least one column should. */
  readonly grow?: true;
  readonly align?: 'right';
  /** Values of the route's `sort` for both directions. */
  readonly sort?: { readonly up: string; readonly down: string };
  /** Not shown until somebody chooses it. */
  readonly hidden?: boolean;
  /** Shown on a phone beside the first column. */
  readonly onPhone?: true;
}

/** What a person changed about a table; kept in this browser. */
export interface TablePrefs {
  readonly shown: Readonly<Record<string, boolean>>;
  readonly widths: Readonly<Record<string, number>>;
}

export const NO_PREFS: TablePrefs = { shown: {}, widths: {} };

export const MIN_WIDTH = 60;
const DEFAULT_WIDTH = 140;

/** The columns to draw; the first one always stays. */
export const shownColumns = <Row>(columns: readonly Column<Row>[], prefs: TablePrefs): readonly Column<Row>[] =>
  columns.filter((column, place) => place === 0 || (prefs.shown[column.key] ?? column.hidden !== true));

export const widthOf = (column: Column<never>, prefs: TablePrefs): number =>
  Math.max(MIN_WIDTH, prefs.widths[column.key] ?? column.width ?? DEFAULT_WIDTH);

/** `grid-template-columns` for header and rows. */
export function gridTemplate(columns: readonly Column<never>[], prefs: TablePrefs, hasBoxes: boolean): string {
  const tracks = columns.map((column) => {
    const width = widthOf(column, prefs);
    return column.grow === true ? `minmax(${width}px, 1fr)` : `${width}px`;
  });
  return [...(hasBoxes ? ['36px'] : []), ...tracks].join(' ');
}

export function readPrefs(name: string): TablePrefs {
  try {
    const stored = JSON.parse(localStorage.getItem(`table:${name}`) ?? 'null') as Partial<TablePrefs> | null;
    return { shown: stored?.shown ?? {}, widths: stored?.widths ?? {} };
  } catch {
    // Storage may be closed to us or hold something else; the table then shows its own columns.
    return NO_PREFS;
  }
}

export function writePrefs(name: string, prefs: TablePrefs): void {
  try {
    localStorage.setItem(`table:${name}`, JSON.stringify(prefs));
  } catch {
    // A full or closed storage costs the memory of columns only.
  }
}
