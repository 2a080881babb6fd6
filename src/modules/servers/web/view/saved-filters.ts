import { filtersFrom, type ServerFilters } from './filters.ts';

/** A person's own named filter. */
export interface SavedFilter {
  readonly name: string;
  readonly filters: ServerFilters;
}

const MAX_SAVED = 50;

/** Reads what was stored; anything that is not a list of named filters counts as none. */
export function readSavedFilters(stored: string | null): SavedFilter[] {
  if (stored === null) return [];
  try {
    const values: unknown = JSON.parse(stored);
    return Array.isArray(values) ? values.flatMap(savedFilterFrom).slice(0, MAX_SAVED) : [];
  } catch {
    // Another program, or a person, wrote something that is no JSON there.
    return [];
  }
}

export const writeSavedFilters = (saved: readonly SavedFilter[]): string => JSON.stringify(saved);

/** Adds a filter; one of the same name is replaced in its place. */
export function withSavedFilter(saved: readonly SavedFilter[], added: SavedFilter): SavedFilter[] {
  const isKnown = saved.some(({ name }) => name === added.name);
  return isKnown ? saved.map((filter) => (filter.name === added.name ? added : filter)) : [...saved, added].slice(-MAX_SAVED);
}

export const withoutSavedFilter = (saved: readonly SavedFilter[], name: string): SavedFilter[] =>
  saved.filter((filter) => filter.name !== name);

function savedFilterFrom(value: unknown): SavedFilter[] {
  if (typeof value !== 'object' || value === null || !('name' in value) || !('filters' in value)) return [];
  const { name, filters } = value;
  if (typeof name !== 'string' || name === '' || typeof filters !== 'object' || filters === null) return [];
  return [{ name, filters: filtersFrom({ ...filters }) }];
}
