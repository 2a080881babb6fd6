import { parseAddress } from './address.ts';

// What can be said of how a host is to be reached without asking it.

/** A host name (RFC 1123, section 2.1) or an address in any spelling; null: neither. An address comes back in its one spelling. */
export function hostOrAddress(text: string): string | null {
  const address = parseAddress(text);
  if (address !== null) return address;
  // What looks like an address and is none is not looked up as a name either.
  if (/^[\d.]+$/.test(text) || text.includes(':')) return null;
  const isName = text.length <= 253 && text.split('.').every((label) => /^[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?$/i.test(label));
  return isName ? text.toLowerCase() : null;
}

/** sun_path of unix(7) on Linux holds 108 bytes with the NUL. */
const LONGEST_SOCKET = 107;

export const isSocketTooLong = (path: string): boolean => new TextEncoder().encode(path).length > LONGEST_SOCKET;

/** Absolute, and as it is once resolved: no empty part, no `.`, no `..`, nothing that does not print. */
export const isPlainPath = (path: string): boolean =>
  /^(?:\/[^/\p{Cc}]+)+$/u.test(path) && !path.split('/').some((part) => part === '.' || part === '..');
