import { compareDigits } from './debian-version.ts';

/** Negative if `a` is older, 0 if neither is, positive if `a` is newer, as rpm orders `[epoch:]version[-release]`. */
export function compareRpm(a: string, b: string): number {
  const [left, right] = [readVersion(a), readVersion(b)];
  const byVersion = compareDigits(left.epoch, right.epoch) || compareLabels(left.version, right.version);
  // Whoever names no release means every one of that version.
  return byVersion !== 0 || left.release === null || right.release === null ? byVersion : compareLabels(left.release, right.release);
}

function readVersion(text: string): { readonly epoch: string; readonly version: string; readonly release: string | null } {
  const [, epoch = '0', rest = ''] = /^(?:(\d+):)?(.*)$/s.exec(text.trim()) ?? [];
  const dash = rest.lastIndexOf('-');
  return dash === -1 ? { epoch, version: rest, release: null } : { epoch, version: rest.slice(0, dash), release: rest.slice(dash + 1) };
}

/** What rpm compares one by one: numbers, letters, `~` and `^`. All other signs only stand between. */
const SEGMENTS = /\d+|[A-Za-z]+|~|\^/g;

/**
 * A tilde comes before everything, also before the end; a caret after the end and before everything else. A number is newer
 * than letters, and of two that begin alike the longer one is newer (rpm, rpmvercmp).
 */
function compareLabels(a: string, b: string): number {
  const [left, right] = [a.match(SEGMENTS) ?? [], b.match(SEGMENTS) ?? []];
  for (let at = 0; at < Math.max(left.length, right.length); at += 1) {
    const order = compareSegments(left[at], right[at]);
    if (order !== 0) return order;
  }
  return 0;
}

function compareSegments(a: string | undefined, b: string | undefined): number {
  if (a === b) return 0;
  const order = rankOf(a) - rankOf(b);
  if (order !== 0 || a === undefined || b === undefined) return order;
  if (/^\d/.test(a)) return compareDigits(a, b);
  return a < b ? -1 : 1;
}

/** `~`, the end, `^`, letters, numbers. */
function rankOf(segment: string | undefined): number {
  if (segment === undefined) return 1;
  if (segment === '~') return 0;
  if (segment === '^') return 2;
  return /^\d/.test(segment) ? 4 : 3;
}
