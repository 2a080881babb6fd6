import { z } from 'zod';
import { parseAddress, parseNetwork } from '../domain/address.ts';

/** One address in its one spelling (RFC 5952; IPv4 inside IPv6 as IPv4); without a zone. */
export const IpAddress = z
  .string()
  .max(64)
  .transform((text, context) => {
    const address = parseAddress(text.trim());
    if (address !== null) return address;
    context.addIssue({ code: 'custom', message: 'This is not an IP address such as 192.0.2.7 or 2001:db8::7.' });
    return z.NEVER;
  });

/** An address or a network in its one spelling: `192.0.2.7`, `192.0.2.0/24`. Bits behind the prefix must be zero. */
export const IpNetwork = z
  .string()
  .max(64)
  .transform((text, context) => {
    const network = parseNetwork(text.trim());
    if (network.ok) return network.value.text;
    context.addIssue({ code: 'custom', message: networkFault(network.code, network.params['network']) });
    return z.NEVER;
  });

const networkFault = (code: string, meant: unknown): string =>
  code === 'bans.host_bits_set'
    ? `This is an address within a network: write the network, ${String(meant)}, or the address without a slash.`
    : 'This is not an IP address or network such as 192.0.2.7 or 192.0.2.0/24.';

/** An address or network as a person typed it; the action says what is wrong with it, by a code. */
export const TypedNetwork = z.string().trim().min(1).max(64);
