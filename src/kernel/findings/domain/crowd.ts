import { isAfter } from '../../../shared/time.ts';

/** More than this many stories of one rule and site… */
const CROWD = 20;
/** …within so many minutes are one. */
export const CROWD_MINUTES = 5;

export interface Opening {
  readonly id: string;
  readonly at: Temporal.Instant;
}

/** Ids of the openings that stand in any stretch of five minutes (both ends count) with more than twenty of them. */
export function crowdOf(openings: readonly Opening[]): ReadonlySet<string> {
  const sorted = openings.toSorted((a, b) => Temporal.Instant.compare(a.at, b.at));
  const crowd = new Set<string>();
  for (const [first, { at }] of sorted.entries()) {
    const last = sorted[first + CROWD];
    if (last === undefined || isAfter(last.at, at.add({ minutes: CROWD_MINUTES }))) continue;
    for (const { id } of sorted.slice(first, first + CROWD + 1)) crowd.add(id);
  }
  return crowd;
}
