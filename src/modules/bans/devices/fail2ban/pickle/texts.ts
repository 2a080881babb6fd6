import { PickleError } from './values.ts';

/** A number where it is exact, a bigint beyond. */
export const integerOf = (value: bigint): number | bigint => {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
};

const character = (hex: string): string => {
  const point = Number.parseInt(hex, 16);
  if (point > 0x10ffff) throw new PickleError('a character that does not exist');
  return String.fromCodePoint(point);
};

/** Protocol 0's text: Latin-1, with `\uXXXX` and `\UXXXXXXXX` for the rest (Python's raw-unicode-escape). */
export const unescapeUnicode = (text: string): string =>
  text.replace(/\\u([0-9a-fA-F]{4})|\\U([0-9a-fA-F]{8})/g, (_all, short?: string, long?: string) => character(short ?? long ?? '0'));

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', '\\': '\\', "'": "'", '"': '"' };

/** Protocol 0's `str` of Python 2: a quoted literal whose bytes are UTF-8. */
export function unescapeString(text: string): string {
  const quoted = /^(['"])(.*)\1$/s.exec(text)?.[2];
  if (quoted === undefined) throw new PickleError('text without its quotes');
  const bytes = quoted.replace(/\\x([0-9a-fA-F]{2})|\\([nrt\\'"])/g, (_all, hex?: string, letter?: string) =>
    hex === undefined ? (ESCAPES[letter ?? ''] ?? '') : character(hex),
  );
  return Buffer.from(bytes, 'latin1').toString('utf8');
}
