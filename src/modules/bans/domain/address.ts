import { ok, type Result, refuse } from '../../../shared/result.ts';

/**
 * Addresses and networks, in one spelling. Stricter than what parses them elsewhere, because fail2ban bans whatever it is told: decimal
 * octets without leading zeros (inet_aton reads those as octal), all four of them, no zone, no blank. IPv4 inside IPv6 (::ffff:0:0/96,
 * RFC 4291 section 2.5.5.2) is IPv4, as fail2ban and every log writes it.
 */
export interface Network {
  /** `192.0.2.0/24`; of one address the address alone. IPv6 as RFC 5952 writes it. */
  readonly text: string;
  readonly version: 4 | 6;
  readonly prefix: number;
  /** The first and the last address as numbers. */
  readonly start: bigint;
  readonly end: bigint;
}

interface Numbered {
  readonly version: 4 | 6;
  readonly value: bigint;
}

const BITS = { 4: 32, 6: 128 } as const;
const LONGEST_ADDRESS = 45;
const MAPPED = 0xffffn;

/** Networks as wide as these are never banned, allowed or taken from a list: /0 to /7, and /0 to /18 of IPv6. */
export const WIDEST_PREFIX = { 4: 8, 6: 19 } as const;

/** The address in its one spelling; null: it is none, or one with a zone or a mask. */
export function parseAddress(text: string): string | null {
  const address = readAddress(text);
  return address === null ? null : format(address);
}

/** An address or a network. `params.network` of `bans.host_bits_set` is the network that was probably meant. */
export function parseNetwork(text: string): Result<Network, 'bans.not_an_address' | 'bans.host_bits_set'> {
  const slash = text.indexOf('/');
  const address = readAddress(slash === -1 ? text : text.slice(0, slash));
  if (address === null) return refuse('bans.not_an_address');
  const prefix = slash === -1 ? BITS[address.version] : readPrefix(text, slash, address.version);
  if (prefix === null) return refuse('bans.not_an_address');
  const network = networkAt(address, prefix);
  return network.start === address.value ? ok(network) : refuse('bans.host_bits_set', { network: network.text });
}

/** Throws a RangeError: for texts of our own, such as those of the database and of tables. */
export function networkOf(text: string): Network {
  const network = parseNetwork(text);
  if (!network.ok) throw new RangeError(`not a network: ${text}`);
  return network.value;
}

/** The network of this prefix length around an address. */
export function enclosing(address: string, prefix: number): Network {
  const found = readAddress(address);
  if (found === null) throw new RangeError(`not an address: ${address}`);
  return networkAt(found, prefix);
}

export const contains = (outer: Network, inner: Network): boolean =>
  outer.version === inner.version && outer.start <= inner.start && outer.end >= inner.end;

export const overlaps = (a: Network, b: Network): boolean => a.version === b.version && a.start <= b.end && b.start <= a.end;

export const isTooWide = ({ version, prefix }: Network): boolean => prefix < WIDEST_PREFIX[version];

export const isSingle = ({ start, end }: Network): boolean => start === end;

export const addressCount = ({ start, end }: Network): bigint => end - start + 1n;

/** By version, then by the first address, wider ones before what they contain. */
export function compareNetworks(a: Network, b: Network): number {
  if (a.version !== b.version) return a.version - b.version;
  if (a.start !== b.start) return a.start < b.start ? -1 : 1;
  return a.prefix - b.prefix;
}

/** A network by its numbers: `start` must lie on the boundary of its prefix. */
export function networkFrom(version: 4 | 6, start: bigint, prefix: number): Network {
  return networkAt({ version, value: start }, prefix);
}

function networkAt({ version, value }: Numbered, prefix: number): Network {
  const hostBits = BigInt(BITS[version] - prefix);
  const start = (value >> hostBits) << hostBits;
  const end = start + (1n << hostBits) - 1n;
  const text = format({ version, value: start });
  return { text: prefix === BITS[version] ? text : `${text}/${prefix}`, version, prefix, start, end };
}

const format = ({ version, value }: Numbered): string => (version === 4 ? formatIPv4(value) : formatIPv6(value));

const formatIPv4 = (value: bigint): string => {
  const number = Number(value);
  return [number >>> 24, (number >>> 16) & 255, (number >>> 8) & 255, number & 255].join('.');
};

/** RFC 5952 section 4: lower case, no leading zeros, `::` for the longest run of two zero groups or more, the first of several. */
function formatIPv6(value: bigint): string {
  const groups = Array.from({ length: 8 }, (_, index) => Number((value >> BigInt(112 - 16 * index)) & 0xffffn));
  const { at, length } = longestZeros(groups);
  const hex = (from: number, to: number): string =>
    groups
      .slice(from, to)
      .map((group) => group.toString(16))
      .join(':');
  return length < 2 ? hex(0, 8) : `${hex(0, at)}::${hex(at + length, 8)}`;
}

function longestZeros(groups: readonly number[]): { readonly at: number; readonly length: number } {
  let [longest, running] = [{ at: 0, length: 0 }, 0];
  for (const [index, group] of groups.entries()) {
    running = group === 0 ? running + 1 : 0;
    if (running > longest.length) longest = { at: index - running + 1, length: running };
  }
  return longest;
}

/** What stands behind the slash. A mapped network is counted from the IPv4 address's first bit. */
function readPrefix(text: string, slash: number, version: 4 | 6): number | null {
  const digits = text.slice(slash + 1);
  if (!/^(?:0|[1-9]\d{0,2})$/.test(digits)) return null;
  const isMapped = version === 4 && text.slice(0, slash).includes(':');
  const prefix = Number(digits) - (isMapped ? 96 : 0);
  return prefix >= 0 && prefix <= BITS[version] ? prefix : null;
}

function readAddress(text: string): Numbered | null {
  if (text.length > LONGEST_ADDRESS) return null;
  if (!text.includes(':')) {
    const value = readIPv4(text);
    return value === null ? null : { version: 4, value };
  }
  const value = readIPv6(text);
  if (value === null) return null;
  return value >> 32n === MAPPED ? { version: 4, value: value & 0xffff_ffffn } : { version: 6, value };
}

const OCTETS = /^(0|[1-9]\d{0,2})\.(0|[1-9]\d{0,2})\.(0|[1-9]\d{0,2})\.(0|[1-9]\d{0,2})$/;

function readIPv4(text: string): bigint | null {
  const octets = OCTETS.exec(text)?.slice(1).map(Number);
  if (octets === undefined || octets.some((octet) => octet > 255)) return null;
  return BigInt(octets.reduce((value, octet) => value * 256 + octet, 0));
}

/** RFC 4291 section 2.2: eight groups, one `::` for at least one of them, the last two perhaps as an IPv4 address. */
function readIPv6(text: string): bigint | null {
  const halves = text.split('::');
  if (halves.length > 2) return null;
  const head = readGroups(halves[0] ?? '', halves.length === 1);
  const tail = halves.length === 1 ? [] : readGroups(halves[1] ?? '', true);
  if (head === null || tail === null) return null;
  const missing = 8 - head.length - tail.length;
  if (halves.length === 1 ? missing !== 0 : missing < 1) return null;
  const groups = [...head, ...Array.from({ length: missing }, () => 0), ...tail];
  return groups.reduce((value, group) => (value << 16n) | BigInt(group), 0n);
}

/** The groups on one side of `::`; only the last part of the whole may be an IPv4 address. */
function readGroups(text: string, isEnd: boolean): number[] | null {
  if (text === '') return [];
  const parts = text.split(':');
  const last = parts.at(-1) ?? '';
  const dotted = isEnd && last.includes('.') ? readIPv4(last) : null;
  const plain = dotted === null ? parts : parts.slice(0, -1);
  if (!plain.every((part) => /^[0-9a-f]{1,4}$/i.test(part))) return null;
  const groups = plain.map((part) => Number.parseInt(part, 16));
  return dotted === null ? groups : [...groups, Number(dotted >> 16n), Number(dotted & 0xffffn)];
}

/** `192.0.2.7-192.0.2.20`, both ends included; null: this is no range, or one that runs backwards. */
export function readRange(text: string): { readonly version: 4 | 6; readonly start: bigint; readonly end: bigint } | null {
  const [first, last, more] = text.split('-').map((part) => readAddress(part.trim()));
  if (first === undefined || last === undefined || more !== undefined || first === null || last === null) return null;
  return first.version === last.version && first.value <= last.value
    ? { version: first.version, start: first.value, end: last.value }
    : null;
}
