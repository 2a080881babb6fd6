import type { Setting, Source } from './read.ts';

/** One row of `caretaker config`; what is secret shows only that it is set. */
export interface DescribedSetting {
  readonly name: string;
  readonly value: string | null;
  readonly source: Source;
  readonly about: string;
}

export const describeConfig = (settings: readonly Setting[]): DescribedSetting[] =>
  settings.map(({ name, text, source, variable }) => ({
    name,
    value: text !== null && variable.secret === true ? '(hidden)' : text,
    source,
    about: variable.about,
  }));

/** The rows for a person at a terminal. */
export function printConfig(rows: readonly DescribedSetting[]): string {
  const width = Math.max(...rows.map(({ name }) => name.length));
  return rows.map(({ name, value, source }) => `${name.padEnd(width)}  ${source.padEnd(11)}  ${value ?? '-'}\n`).join('');
}
