import { indentOf, isSpace, strip } from './python-text.ts';

/** A line of a file, with the characters that end it: none on a last line without. */
export interface Line {
  readonly text: string;
  readonly end: '' | '\n' | '\r\n' | '\r';
}

/** As Python's text files do: `\n`, `\r\n` and a lone `\r` end a line. */
export function splitLines(text: string): Line[] {
  const lines: Line[] = [];
  let start = 0;
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at];
    if (char !== '\n' && char !== '\r') continue;
    const end = char === '\n' ? '\n' : text[at + 1] === '\n' ? '\r\n' : '\r';
    lines.push({ text: text.slice(start, at), end });
    at += end.length - 1;
    start = at + 1;
  }
  if (start < text.length) lines.push({ text: text.slice(start), end: '' });
  return lines;
}

export const joinLines = (lines: readonly Line[]): string => lines.map(({ text, end }) => text + end).join('');

/**
 * Where a comment begins, or null. Python's configparser as fail2ban sets it up (client/configparserinc.py): `;` at the
 * beginning or behind white space, anywhere; `#` and `;` as the first character of a line.
 */
export function commentStart(text: string): number | null {
  const first = text.charAt(indentOf(text));
  if (first === '#' || first === ';') return 0;
  for (let at = text.indexOf(';'); at !== -1; at = text.indexOf(';', at + 1)) {
    if (at === 0 || isSpace(text.charAt(at - 1))) return at;
  }
  return null;
}

/** What configparser sees of a line. */
export const meaningOf = (text: string): string => strip(text.slice(0, commentStart(text) ?? undefined));
