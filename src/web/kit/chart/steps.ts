/** How many shades a map has. */
export const STEPS = 5;

/**
 * The shade of a figure, 0 for nothing to 5 for the largest: by magnitude, since one country is often a thousand times another.
 * The smallest figure above nothing is seen.
 */
export function stepOf(figure: number, largest: number): number {
  if (figure <= 0) return 0;
  if (largest <= 1) return STEPS;
  return Math.min(STEPS, 1 + Math.floor((Math.log(figure) / Math.log(largest)) * (STEPS - 1) + 1e-9));
}
