import { useState } from 'react';
import { readPrefs, type TablePrefs, writePrefs } from './columns.ts';

/** What this browser remembers of a table. */
export function usePrefs(name: string): readonly [TablePrefs, (prefs: TablePrefs) => void] {
  const [prefs, setPrefs] = useState(() => readPrefs(name));
  const keep = (next: TablePrefs) => {
    setPrefs(next);
    writePrefs(name, next);
  };
  return [prefs, keep];
}
