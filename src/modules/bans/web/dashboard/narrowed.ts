import type { BanFilters, banInput } from '../view/filters.ts';

/** What every part of the dashboard is narrowed by. */
export interface Narrowed {
  /** As they stand in the URL, for links. */
  readonly filters: BanFilters;
  /** What routes take that know no time. */
  readonly place: ReturnType<typeof banInput>;
  /** The same with the beginning of the period. */
  readonly ranged: ReturnType<typeof banInput> & { readonly from?: string };
  readonly source: 'archive' | 'live';
}

export interface PartProps {
  readonly narrowed: Narrowed;
}
