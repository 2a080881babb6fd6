import { z } from 'zod';
import { type Sentences, sentenceOf } from './sentences.ts';

/** What stands in the places of a sentence; instants as RFC 3339. */
type Figures = Readonly<Record<string, string | number>>;

/** A sentence that is told and not refused with: in English at once, in other languages by its code when somebody reads it. */
export interface Saying {
  readonly code: string;
  readonly params: Figures;
  /** English. */
  readonly text: string;
}

/** A saying as it travels beside its English text. */
export const WireSaying = z
  .object({ code: z.string(), params: z.record(z.string(), z.union([z.string(), z.number()])) })
  .meta({ id: 'Saying' });
export type WireSaying = z.infer<typeof WireSaying>;

/** Says the sentences of one table. */
export const sayingFrom =
  <Table extends Sentences>(sentences: Table) =>
  (code: keyof Table & string, params: Figures = {}): Saying => ({ code, params, text: sentenceOf(sentences, code, params) });

/** Without its text, for the wire and for tables. */
export const wireSaying = (saying: Saying | null): WireSaying | null =>
  saying === null ? null : { code: saying.code, params: { ...saying.params } };

const INSTANTS: ReadonlySet<string> = new Set(['since', 'at']);

/** A table as the pages' texts are written: figures in double braces, instants told in the reader's zone. */
export const toldTexts = (sentences: Sentences): Record<string, string> =>
  Object.fromEntries(
    Object.entries(sentences).map(([code, text]) => [
      code,
      text.replace(/\{(\w+)\}/g, (_place, name: string) => (INSTANTS.has(name) ? `{{${name}, instant}}` : `{{${name}}}`)),
    ]),
  );

/** Thrown with a sentence that people read. */
export class SayingError extends Error {
  readonly saying: Saying;
  constructor(saying: Saying, options: { readonly cause?: unknown } = {}) {
    super(saying.text, options);
    this.name = 'SayingError';
    this.saying = saying;
  }
}

/** What an error says: a program's own words stay as they are, in whatever language. */
export function sayingOf(error: unknown): Saying {
  if (error instanceof SayingError) return error.saying;
  return verbatim(error instanceof Error ? error.message : String(error));
}

/** Words of others, in whatever language. */
export const verbatim = (text: string): Saying => ({ code: 'told.verbatim', params: { text }, text });
