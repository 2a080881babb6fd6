import type { BanFilters, banInput } from '../view/filters.ts';

/** What every part of the dashboard is narrowed by. */
export interface Narrowed {
  readonly chosenCountry: string | null;
  /** What routes take that know no time. */
  readonly place: ReturnType<typeof banInput>;
  /** The same with the beginning of the period. */
  readonly ranged: ReturnType<typeof banInput> & { readonly from?: string };
  readonly source: 'archive' | 'live';
  /** The dashboard with this as well; undefined takes a filter away. */
  boardHref(change: Partial<BanFilters>): string;
  /** The bans themselves that a figure here counts: of the same period. */
  listHref(change: Partial<BanFilters>): string;
}

export interface PartProps {
  readonly narrowed: Narrowed;
}
