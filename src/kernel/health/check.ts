import type { Saying } from '../contract/saying.ts';

/** One thing that must work. `probe` resolves with a sentence of detail, or throws a `SayingError` with the sentence of what is wrong. */
export interface Check {
  readonly name: string;
  /** A failing critical check makes the console `not-ready` (503); another one `degraded`. */
  readonly isCritical: boolean;
  probe(): Promise<Saying | null>;
}
