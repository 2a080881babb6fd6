import { useState } from 'react';

/** Which rows are ticked. A row that leaves the list is no longer ticked. */
export interface Ticks<Row> {
  readonly rows: readonly Row[];
  readonly all: boolean;
  readonly some: boolean;
  has(row: Row): boolean;
  tick(row: Row): void;
  /** All, or none where all are ticked. */
  toggle(): void;
  clear(): void;
}

export function useTicks<Row>(items: readonly Row[], rowKey: (row: Row) => string): Ticks<Row> {
  const [ticked, setTicked] = useState<ReadonlySet<string>>(new Set());
  const rows = items.filter((row) => ticked.has(rowKey(row)));
  const all = items.length > 0 && rows.length === items.length;
  return {
    rows,
    all,
    some: rows.length > 0,
    has: (row) => ticked.has(rowKey(row)),
    tick: (row) => setTicked((old) => toggled(old, rowKey(row))),
    toggle: () => setTicked(all ? new Set() : new Set(items.map(rowKey))),
    clear: () => setTicked(new Set()),
  };
}

function toggled(old: ReadonlySet<string>, key: string): ReadonlySet<string> {
  const next = new Set(old);
  if (!next.delete(key)) next.add(key);
  return next;
}
