/** What Python's `str.isspace` and `str.strip` take for white space; JavaScript's differs (U+FEFF, U+001C to U+001F, U+0085). */
const SPACE = '\\t\\n\\v\\f\\r\\x1c-\\x1f \\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000';
const LEADING = new RegExp(`^[${SPACE}]*`, 'u');
const IS_SPACE = new RegExp(`^[${SPACE}]$`, 'u');

export const isSpace = (char: string): boolean => IS_SPACE.test(char);

/** Length of the white space in front. */
export const indentOf = (text: string): number => LEADING.exec(text)?.[0].length ?? 0;

export const stripEnd = (text: string): string => {
  let end = text.length;
  while (end > 0 && isSpace(text.charAt(end - 1))) end -= 1;
  return text.slice(0, end);
};

export const strip = (text: string): string => {
  const kept = stripEnd(text);
  return kept.slice(indentOf(kept));
};
