import { type Saying, verbatim, type WireSaying, wireSaying } from '../contract/saying.ts';

/** A saying as two columns: its English text, and its code with its figures. */
export const sayingColumns = (saying: Saying | null) => ({
  error: saying?.text ?? null,
  error_saying: saying === null ? null : JSON.stringify(wireSaying(saying)),
});

/** What was written before sayings had codes is told as it stands there. */
export function storedSaying(text: string | null, saying: WireSaying | null): Saying | null {
  if (text === null) return null;
  return saying === null ? verbatim(text) : { ...saying, text };
}
