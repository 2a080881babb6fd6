/** What was looked at, what was found, and what mends it. */
export interface Remark {
  /** What was looked at, in a word or two: `data folder`. */
  readonly about: string;
  /** `fault`: it does not work, or soon will not. `note`: somebody should know. */
  readonly state: 'sound' | 'note' | 'fault';
  readonly sentence: string;
  /** What to do; null: nothing. */
  readonly mend: string | null;
}

/** Remarks about one thing. */
export const remarksAbout = (about: string) => ({
  sound: (sentence: string): Remark => ({ about, state: 'sound', sentence, mend: null }),
  note: (sentence: string, mend: string | null = null): Remark => ({ about, state: 'note', sentence, mend }),
  fault: (sentence: string, mend: string): Remark => ({ about, state: 'fault', sentence, mend }),
});

/** The words of an error, without its stack. */
export const wordsOf = (error: unknown): string => {
  if (error instanceof AggregateError && error.message === '') return error.errors.map(wordsOf).join('; ');
  return error instanceof Error ? error.message : String(error);
};
