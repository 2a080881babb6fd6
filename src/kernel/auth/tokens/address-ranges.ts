import { BlockList, isIP } from 'node:net';

/** Whether an address lies in one of the CIDR ranges. An IPv4 address that came mapped into IPv6 counts as itself. */
export function inRanges(address: string, ranges: readonly string[]): boolean {
  const family = isIP(address);
  if (family === 0) return false;
  const list = new BlockList();
  for (const range of ranges) {
    const [network = '', bits = ''] = range.split('/');
    list.addSubnet(network, Number(bits), isIP(network) === 4 ? 'ipv4' : 'ipv6');
  }
  const plain = address.toLowerCase().startsWith('::ffff:') && isIP(address.slice(7)) === 4 ? address.slice(7) : address;
  return list.check(plain, isIP(plain) === 4 ? 'ipv4' : 'ipv6');
}

/** The console's own machine, or a proxy on it that nobody has told us to believe. */
export const isLoopback = (address: string): boolean => inRanges(address, ['127.0.0.0/8', '::1/128']);
