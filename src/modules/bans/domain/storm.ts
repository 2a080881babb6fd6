/** Fewer bans than this in ten minutes are never a storm. */
export const STORM_FLOOR = 50;
const TIMES = 5;
const DAYS = 28;

export interface BanRate {
  /** Bans of the last ten minutes. */
  readonly lastTenMinutes: number;
  /** Bans of the same hour of each of the 28 days before; days without are absent. */
  readonly sameHour: readonly number[];
}

/**
 * Whether more bans come than five times what this hour of the day usually brings: the median of 28 days, of an hour's bans a sixth,
 * and more than 50. Days without a ban count as none, so that one bad day among quiet ones does not raise the bar.
 */
export function isBanStorm({ lastTenMinutes, sameHour }: BanRate): boolean {
  return lastTenMinutes > STORM_FLOOR && lastTenMinutes > TIMES * usualTenMinutes(sameHour);
}

/** Bans that ten minutes of this hour usually bring. */
export function usualTenMinutes(sameHour: readonly number[]): number {
  const days = [...sameHour.slice(0, DAYS), ...Array.from({ length: Math.max(0, DAYS - sameHour.length) }, () => 0)].toSorted(
    (a, b) => a - b,
  );
  const middle = DAYS / 2;
  return ((days[middle - 1] ?? 0) + (days[middle] ?? 0)) / 2 / 6;
}
