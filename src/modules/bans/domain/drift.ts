/**
 * `value`: both have it, with other values. `only-running`: the next reload takes it away.
 * `only-configured`: the next reload brings it.
 */
export const DRIFT_KINDS = ['value', 'only-running', 'only-configured'] as const;
export type DriftKind = (typeof DRIFT_KINDS)[number];
