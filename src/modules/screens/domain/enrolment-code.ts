/** Letters and digits that nobody takes for another one when typing them from a screen (Crockford's base 32, without U). */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const LENGTH = 12;
const GROUP = 4;

/** What a person reads: `7K3M-9XQ2-TB4D`. Twelve characters hold 60 bits; a code lives for minutes and is good once. */
export function codeOf(bytes: Uint8Array): string {
  if (bytes.length < LENGTH) throw new RangeError(`a code wants ${LENGTH} random bytes`);
  const letters = [...bytes.subarray(0, LENGTH)].map((byte) => ALPHABET[byte % ALPHABET.length]);
  return Array.from({ length: LENGTH / GROUP }, (_none, index) => letters.slice(index * GROUP, (index + 1) * GROUP).join('')).join('-');
}

/** A code as it was typed, in the one way that is stored as a hash; null: it cannot be one. */
export function normalCode(typed: string): string | null {
  const text = typed.toUpperCase().replaceAll(/[\s-]/g, '').replaceAll('O', '0').replaceAll(/[IL]/g, '1');
  return text.length === LENGTH && [...text].every((letter) => ALPHABET.includes(letter)) ? text : null;
}
