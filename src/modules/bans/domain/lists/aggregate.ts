import { addressCount, compareNetworks, type Network, networkFrom, WIDEST_PREFIX } from '../address.ts';

const BITS = { 4: 32, 6: 128 } as const;

/**
 * The fewest networks that cover exactly the same addresses, in order; none wider than what may be banned at all, where many small ones
 * lie side by side. Quick for tens of thousands: sorted once, then read once.
 */
export function aggregate(networks: readonly Network[]): Network[] {
  const result: Network[] = [];
  for (const range of mergedRanges([...networks].sort(compareNetworks))) pushNetworks(result, range);
  return result;
}

interface Range {
  readonly version: 4 | 6;
  readonly start: bigint;
  readonly end: bigint;
}

function mergedRanges(sorted: readonly Network[]): Range[] {
  const ranges: Range[] = [];
  for (const { version, start, end } of sorted) {
    const last = ranges.at(-1);
    const isNew = last === undefined || last.version !== version || start > last.end + 1n;
    if (isNew) ranges.push({ version, start, end });
    else if (end > last.end) ranges[ranges.length - 1] = { ...last, end };
  }
  return ranges;
}

/** The networks of whole prefixes between two addresses, the widest that fit from the first on. */
export function pushNetworks(into: Network[], { version, start, end }: Range): void {
  const bits = BITS[version];
  for (let at = start; at <= end; ) {
    let size = bits - WIDEST_PREFIX[version];
    while (size > 0 && (at % (1n << BigInt(size)) !== 0n || at + (1n << BigInt(size)) - 1n > end)) size -= 1;
    into.push(networkFrom(version, at, bits - size));
    at += 1n << BigInt(size);
  }
}

/** How many addresses they cover, which must not overlap. */
export const addressesOf = (networks: readonly Network[]): bigint => networks.reduce((sum, network) => sum + addressCount(network), 0n);

export interface Delta {
  readonly added: readonly string[];
  readonly removed: readonly string[];
  readonly unchanged: number;
}

/** What must be done so that `before` becomes `wanted`; both in one spelling and without duplicates. */
export function deltaOf(before: readonly string[], wanted: readonly string[]): Delta {
  const [had, wants] = [new Set(before), new Set(wanted)];
  const added = wanted.filter((network) => !had.has(network));
  return { added, removed: before.filter((network) => !wants.has(network)), unchanged: wanted.length - added.length };
}
