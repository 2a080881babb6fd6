import { z } from 'zod';
import { parseAddress } from '../../domain/address.ts';
import type { AskPython } from './python.ts';

const Addresses = z.object({ addresses: z.array(z.string()) });

/** Without loopback and link-local ones (RFC 1122, RFC 3927, RFC 4291): those are nobody else's to be attacked from. */
export async function ownAddresses(askPython: AskPython): Promise<readonly string[]> {
  const { addresses } = await askPython({ ask: 'addresses' }, Addresses);
  const canonical = addresses.map(parseAddress).filter((address) => address !== null);
  return [...new Set(canonical)].filter((address) => !/^(?:127\.|169\.254\.|::1$|::$|fe[89ab]|0\.)/.test(address)).sort();
}
