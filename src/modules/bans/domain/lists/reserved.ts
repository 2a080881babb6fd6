import { type Network, networkOf } from '../address.ts';

export interface Reserved {
  readonly network: Network;
  /** As the registry calls it. */
  readonly name: string;
}

/**
 * What is never a stranger's address: the IANA IPv4 and IPv6 Special-Purpose Address Registries (RFC 6890, as RFC 8190 amends it; as of 2025), with
 * multicast (RFC 5771, RFC 4291 section 2.7). Globally reachable entries of them are left out, but for the ones that hold the console's
 * own way to the network together (192.88.99.0/24 and 2002::/16 are deprecated and nobody's, RFC 7526 and RFC 3056).
 */
const TABLE: readonly (readonly [network: string, name: string])[] = [
  ['0.0.0.0/8', '"This network" (RFC 791)'],
  ['10.0.0.0/8', 'Private use (RFC 1918)'],
  ['100.64.0.0/10', 'Shared address space (RFC 6598)'],
  ['127.0.0.0/8', 'Loopback (RFC 1122)'],
  ['169.254.0.0/16', 'Link local (RFC 3927)'],
  ['172.16.0.0/12', 'Private use (RFC 1918)'],
  ['192.0.0.0/24', 'IETF protocol assignments (RFC 6890)'],
  ['192.0.2.0/24', 'Documentation, TEST-NET-1 (RFC 5737)'],
  ['192.88.99.0/24', 'Deprecated 6to4 relay anycast (RFC 7526)'],
  ['192.168.0.0/16', 'Private use (RFC 1918)'],
  ['198.18.0.0/15', 'Benchmarking (RFC 2544)'],
  ['198.51.100.0/24', 'Documentation, TEST-NET-2 (RFC 5737)'],
  ['203.0.113.0/24', 'Documentation, TEST-NET-3 (RFC 5737)'],
  ['224.0.0.0/4', 'Multicast (RFC 5771)'],
  ['240.0.0.0/4', 'Reserved, with limited broadcast (RFC 1112, RFC 8190)'],
  ['::/96', 'Unspecified, loopback and IPv4-compatible addresses (RFC 4291)'],
  ['64:ff9b::/96', 'IPv4-IPv6 translation (RFC 6052)'],
  ['64:ff9b:1::/48', 'IPv4-IPv6 translation (RFC 8215)'],
  ['100::/64', 'Discard only (RFC 6666)'],
  ['100:0:0:1::/64', 'Dummy prefix (RFC 9780)'],
  ['2001::/23', 'IETF protocol assignments (RFC 2928)'],
  ['2001:db8::/32', 'Documentation (RFC 3849)'],
  ['2002::/16', '6to4 (RFC 3056)'],
  ['3fff::/20', 'Documentation (RFC 9637)'],
  ['5f00::/16', 'Segment routing (RFC 9602)'],
  ['fc00::/7', 'Unique local (RFC 4193)'],
  ['fe80::/10', 'Link local (RFC 4291)'],
  ['fec0::/10', 'Deprecated site local (RFC 3879)'],
  ['ff00::/8', 'Multicast (RFC 4291)'],
];

export const RESERVED: readonly Reserved[] = TABLE.map(([network, name]) => ({ network: networkOf(network), name }));
