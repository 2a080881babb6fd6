import { ok, type Result, refuse } from '../../../../shared/result.ts';

export type SourceFault =
  | 'bans.source_html'
  | 'bans.source_empty'
  | 'bans.source_shrunk'
  | 'bans.source_nothing_usable'
  | 'bans.source_over_cap'
  | 'bans.source_not_text'
  | 'bans.source_too_large';

/** Bytes of a source; what is larger is nobody's blocklist. */
export const LARGEST_SOURCE_BYTES = 16 * 1_048_576;

/** The text of what a source sent. UTF-8; a byte that is none, or NUL, is no list. */
export function textOf(bytes: Uint8Array): Result<string, SourceFault> {
  if (bytes.length > LARGEST_SOURCE_BYTES) return refuse('bans.source_too_large');
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return text.includes('\0') ? refuse('bans.source_not_text') : ok(text);
  } catch {
    return refuse('bans.source_not_text'); // TypeError: not UTF-8
  }
}

/** A page that asks for a login, says "moved", or shows an error with the status 200. */
export function isHtml(text: string, contentType: string): boolean {
  if (/^\s*(?:text\/html|application\/xhtml\+xml)/i.test(contentType)) return true;
  return /^\uFEFF?\s*(?:<!doctype\s+html|<html[\s>]|<\?xml|<head[\s>]|<body[\s>])/i.test(text.slice(0, 1_000));
}

export interface Measured {
  readonly entries: number;
  readonly networks: number;
  /** How many entries the last good import had; null: there was none. */
  readonly entriesBefore: number | null;
  readonly cap: number;
  /** A person asked for it, and sees the report: what shrank is reported instead of refused. */
  readonly isByHand: boolean;
}

/** Lists below this may shrink as they like. */
const SMALL = 20;

/** What makes a source unusable as a whole, so that nothing is changed; null: nothing does. */
export function faultOfSource({ entries, networks, entriesBefore, cap, isByHand }: Measured): Result<null, SourceFault> {
  if (entries === 0) return refuse('bans.source_empty');
  if (networks === 0) return refuse('bans.source_nothing_usable');
  if (networks > cap) return refuse('bans.source_over_cap', { networks, cap });
  const hasShrunk = entriesBefore !== null && entriesBefore >= SMALL && entries * 2 < entriesBefore;
  return hasShrunk && !isByHand ? refuse('bans.source_shrunk', { now: entries, before: entriesBefore }) : ok(null);
}
