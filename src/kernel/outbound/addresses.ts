import { BlockList, isIPv4, isIPv6 } from 'node:net';

/** `private` is reached only where an administrator said so; `forbidden` never. */
export type AddressKind = 'public' | 'private' | 'forbidden';

/** IANA special-purpose registries (RFC 6890), and where clouds keep their metadata. */
const FORBIDDEN_4 = ['0.0.0.0/8', '169.254.0.0/16', '224.0.0.0/4', '240.0.0.0/4', '100.100.100.200/32', '168.63.129.16/32'];
const PRIVATE_4 = [
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
];
const FORBIDDEN_6 = ['::/128', '100::/64', 'fe80::/10', 'ff00::/8', 'fd00:ec2::254/128'];
const PRIVATE_6 = ['::1/128', 'fc00::/7', 'fec0::/10', '2001::/32', '2001:db8::/32', '5f00::/16'];

const listOf = (ranges: readonly string[], family: 'ipv4' | 'ipv6'): BlockList => {
  const list = new BlockList();
  for (const range of ranges) {
    const [network = '', prefix = ''] = range.split('/');
    list.addSubnet(network, Number(prefix), family);
  }
  return list;
};

const lists = {
  forbidden4: listOf(FORBIDDEN_4, 'ipv4'),
  private4: listOf(PRIVATE_4, 'ipv4'),
  forbidden6: listOf(FORBIDDEN_6, 'ipv6'),
  private6: listOf(PRIVATE_6, 'ipv6'),
};

/** What an address is to a caller from inside the house. Anything that is no address, or names an interface, is forbidden. */
export function kindOf(address: string): AddressKind {
  if (isIPv4(address)) return kindOf4(address);
  // fe80::1%eth0 names a neighbour on one wire.
  if (!isIPv6(address) || address.includes('%')) return 'forbidden';
  const groups = groupsOf(address);
  const inner = innerIPv4(groups);
  if (lists.forbidden6.check(address, 'ipv6')) return 'forbidden';
  if (lists.private6.check(address, 'ipv6')) return 'private';
  return inner === null ? 'public' : kindOf4(inner);
}

function kindOf4(address: string): AddressKind {
  if (lists.forbidden4.check(address, 'ipv4')) return 'forbidden';
  return lists.private4.check(address, 'ipv4') ? 'private' : 'public';
}

/** The address that is called in the end, in one spelling: the IPv4 one behind an IPv6 one, or the address itself. */
export function reachedBy(address: string): string {
  if (!isIPv6(address) || address.includes('%')) return address;
  const spelled = asUrlSpells(address);
  return spelled === '::1' ? spelled : (innerIPv4(groupsOf(address)) ?? spelled);
}

/** The IPv4 address that really answers behind an IPv6 one: mapped, compatible, NAT64 (RFC 6052, RFC 8215) or 6to4 (RFC 3056). */
function innerIPv4(groups: readonly number[]): string | null {
  const [first = 0, second = 0, third = 0] = groups;
  const isZero = (from: number, until: number): boolean => groups.slice(from, until).every((group) => group === 0);
  if (first === 0x2002) return dotted(second, third);
  const isMapped = isZero(0, 5) && groups[5] === 0xffff;
  const isTranslated = isZero(0, 4) && groups[4] === 0xffff && groups[5] === 0;
  const isCompatible = isZero(0, 6);
  const isNat64 = first === 0x64 && second === 0xff9b;
  return isMapped || isTranslated || isCompatible || isNat64 ? dotted(groups[6] ?? 0, groups[7] ?? 0) : null;
}

const dotted = (high: number, low: number): string => [high >> 8, high & 0xff, low >> 8, low & 0xff].join('.');

const asUrlSpells = (address: string): string => new URL(`http://[${address}]`).hostname.slice(1, -1);

/** The eight groups of a valid IPv6 address, in any of its spellings: the URL parser writes them in one. */
function groupsOf(address: string): number[] {
  const [left = '', right] = asUrlSpells(address).split('::');
  const parse = (text: string): number[] => (text === '' ? [] : text.split(':').map((group) => Number.parseInt(group, 16)));
  const head = parse(left);
  const tail = parse(right ?? '');
  return [...head, ...Array.from({ length: 8 - head.length - tail.length }, () => 0), ...tail];
}
