import { isIP, isIPv4, SocketAddress } from 'node:net';
import { refused } from './errors.ts';

/** In `get` and `set`, fail2ban takes these words in the place of a jail's name for settings of the server: `set logtarget bantime` would log into a file. */
const SERVER_SETTINGS = new Set(['allowipv6', 'dbfile', 'dbmaxmatches', 'dbpurgeage', 'loglevel', 'logtarget', 'syslogsocket', 'thread']);

const LONGEST_NAME = 200;

/** A name that can only be a name. Throws `Fail2banError` of the kind `refused`. */
export function jailName(name: string): string {
  const isName = name !== '' && name.length <= LONGEST_NAME && !name.startsWith('-') && !/\p{Cc}/u.test(name);
  if (!isName || SERVER_SETTINGS.has(name)) throw refused(`"${name.slice(0, LONGEST_NAME)}" cannot be the name of a jail`);
  return name;
}

/** The same for an action's or a setting's name: Python looks it up as an attribute, and those with an underscore are not for us. */
export function attributeName(name: string): string {
  if (!/^[a-zA-Z][a-zA-Z0-9_.-]{0,99}$/.test(name)) throw refused(`"${name.slice(0, LONGEST_NAME)}" cannot be the name of a setting`);
  return name;
}

/** Seconds. Text would be evaluated as Python (mytime.py), so none is ever sent; -1 means for ever, where it means anything. */
export function seconds(value: number): number {
  if (!Number.isSafeInteger(value) || value < -1 || value === 0) throw refused(`${value} is no number of seconds`);
  return value;
}

export function positive(value: number): number {
  if (!Number.isSafeInteger(value) || value < 1) throw refused(`${value} is no positive integer`);
  return value;
}

function canonicalAddress(written: string): string | null {
  // A zone names an interface of one machine; fail2ban cannot ban it.
  if (isIP(written) === 0 || written.includes('%')) return null;
  if (isIPv4(written)) return written;
  const { address } = new SocketAddress({ address: written, family: 'ipv6' });
  const [, mapped = ''] = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/.exec(address) ?? [];
  return mapped === '' ? address : mapped;
}

function bitsOf(address: string): bigint {
  if (isIPv4(address)) return address.split('.').reduce((bits, part) => (bits << 8n) | BigInt(part), 0n);
  const [head = '', tail] = address.split('::');
  const groups = (half: string): string[] => (half === '' ? [] : half.split(':'));
  const front = groups(head);
  const back = groups(tail ?? '');
  const all = tail === undefined ? front : [...front, ...Array.from({ length: 8 - front.length - back.length }, () => '0'), ...back];
  return all.reduce((bits, group) => (bits << 16n) | BigInt(`0x${group}`), 0n);
}

/** No network is as wide as this: a typo would ban the world. */
const WIDEST = { 4: 8, 6: 19 };

function canonicalNetwork(written: string): string | null {
  const [, host = '', length = ''] = /^([^/]+)\/(\d{1,3})$/.exec(written) ?? [];
  const address = canonicalAddress(host);
  if (address === null) return null;
  const width = isIPv4(address) ? 32 : 128;
  const prefix = Number(length);
  if (prefix > width || prefix < WIDEST[width === 32 ? 4 : 6] || (isIPv4(address) && !isIPv4(host))) return null;
  if (prefix === width) return address;
  const hostBits = bitsOf(address) & ((1n << BigInt(width - prefix)) - 1n);
  return hostBits === 0n ? `${address}/${prefix}` : null;
}

/**
 * An address or a network in the form in which fail2ban itself writes it. fail2ban takes any text for an address, so what is
 * none, has host bits, or is wider than /8 (/19 of IPv6) is refused here.
 */
export function addressOrNetwork(written: string): string {
  const canonical = canonicalAddress(written) ?? canonicalNetwork(written);
  if (canonical === null) throw refused(`"${written.slice(0, 100)}" is neither an address nor a network`);
  return canonical;
}

/** What may be taken back: also a name that a jail has banned, or an entry of an ignore list. Never an option such as `--all`. */
export function banned(written: string): string {
  const canonical = canonicalAddress(written) ?? canonicalNetwork(written);
  if (canonical !== null) return canonical;
  if (written === '' || written.length > 1000 || written.startsWith('-') || /\p{Cc}/u.test(written))
    throw refused(`"${written.slice(0, 100)}" cannot be banned and so cannot be unbanned`);
  return written;
}
