import type { MediaType } from './content.ts';

/** The name of a file as one level of an address. Players show and keep it; the token alone finds the file. */
export const encodeName = (name: string): string => encodeURIComponent(name.toWellFormed()).replaceAll(/[!'()*]/g, hex);

const hex = (char: string): string => `%${char.charCodeAt(0).toString(16).toUpperCase()}`;

/** What the first bytes say; null: nothing that players show. A vector picture is none: it may hold scripts. */
export function sniff(head: Uint8Array): MediaType | null {
  const text = String.fromCharCode(...head.subarray(0, 1_024));
  if (text.startsWith('\x89PNG\r\n\x1a\n')) return 'image/png';
  if (text.startsWith('\xff\xd8\xff')) return 'image/jpeg';
  if (/^GIF8[79]a/.test(text)) return 'image/gif';
  if (/^RIFF[\s\S]{4}WEBP/.test(text)) return 'image/webp';
  // Readers look for it in the first kilobyte; ours stands at the beginning, so that a file cannot be two things.
  return /^%PDF-[12]\.\d/.test(text) ? 'application/pdf' : null;
}

/** Whether a PDF has come to its end: its last kilobyte holds the mark of it. */
export const isWholePdf = (tail: Uint8Array): boolean => String.fromCharCode(...tail.subarray(-1_024)).includes('%%EOF');
