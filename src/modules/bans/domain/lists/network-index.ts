import { compareNetworks, type Network } from '../address.ts';

/** Answers quickly which of many networks one overlaps. */
export interface NetworkIndex<T> {
  /** One of those that overlap; null: none does. */
  overlapping(network: Network): T | null;
}

interface Entry<T> {
  readonly network: Network;
  readonly value: T;
  /** Position of the nearest network around it; -1: none. */
  readonly around: number;
}

/**
 * Networks of whole prefixes lie inside one another or apart. So what overlaps is either the first that begins within the asked one, or
 * one of those around its predecessor: found by halving, and by climbing out of as many networks as lie around one another.
 */
export function indexNetworks<T>(items: readonly T[], networkOf: (item: T) => Network): NetworkIndex<T> {
  const sorted = items.map((value) => ({ value, network: networkOf(value) })).sort((a, b) => compareNetworks(a.network, b.network));
  const entries: Entry<T>[] = [];
  for (const { value, network } of sorted) entries.push({ value, network, around: nearestAround(entries, network) });
  return {
    overlapping(network) {
      const from = firstFrom(entries, network);
      const within = entries[from];
      if (within !== undefined && reaches(within.network, network)) return within.value;
      for (let at = from - 1; at >= 0; at = entries[at]?.around ?? -1) {
        const entry = entries[at];
        if (entry !== undefined && entry.network.version === network.version && entry.network.end >= network.start) return entry.value;
      }
      return null;
    },
  };
}

const reaches = (begin: Network, network: Network): boolean => begin.version === network.version && begin.start <= network.end;

function nearestAround<T>(entries: readonly Entry<T>[], network: Network): number {
  let at = entries.length - 1;
  while (at >= 0) {
    const entry = entries[at];
    if (entry === undefined || entry.network.version !== network.version) return -1;
    if (entry.network.end >= network.end) return at;
    at = entry.around;
  }
  return -1;
}

/** The first that begins at or after it. */
function firstFrom<T>(entries: readonly Entry<T>[], network: Network): number {
  let [low, high] = [0, entries.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    const other = entries[middle]?.network;
    const isBefore =
      other !== undefined && (other.version < network.version || (other.version === network.version && other.start < network.start));
    if (isBefore) low = middle + 1;
    else high = middle;
  }
  return low;
}
