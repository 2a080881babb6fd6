/** A length of time in the largest unit that tells it whole. */
export interface SpanText {
  readonly unit: 'days' | 'hours' | 'minutes' | 'seconds';
  readonly figure: number;
}

const UNITS = [
  ['days', 86_400],
  ['hours', 3_600],
  ['minutes', 60],
] as const;

/** 129,600 s are 36 hours: nothing is rounded, for people compare these figures with files. */
export function spanOf(seconds: number): SpanText {
  const found = UNITS.find(([, length]) => seconds >= length && seconds % length === 0);
  return found === undefined ? { unit: 'seconds', figure: seconds } : { unit: found[0], figure: seconds / found[1] };
}
