/** Translates a key of the `servers` namespace. */
export type Translate = (key: string, params?: Readonly<Record<string, unknown>>) => string;

/** For whom a sentence is written: language, zone of the person (IANA) and the instant it is read at. */
export interface Reader {
  readonly t: Translate;
  /** `en` or `de`. */
  readonly language: string;
  readonly zone: string;
  readonly now: Temporal.Instant;
}
