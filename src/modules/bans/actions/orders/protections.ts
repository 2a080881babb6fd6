import type { Db, Tx } from '../../../../kernel/db/database.ts';
import { networkOf, parseAddress, parseNetwork } from '../../domain/address.ts';
import type { Protected } from '../../domain/lists/judge.ts';
import type { ProtectionKind } from '../../domain/lists/words.ts';
import { addressesOfHosts, allowedThere, type BanPlace } from '../../store/protections.ts';
import type { OrderParts } from './parts.ts';

/** All that must not be banned there. `caller`: the address that the person is signed in from; null: nobody asks. */
export async function loadProtections(
  parts: Pick<OrderParts, 'addressesInUse' | 'clock'>,
  db: Db | Tx,
  place: BanPlace,
  caller: string | null,
): Promise<Protected[]> {
  const { ofSessions, ofConsole, ofProxies } = await parts.addressesInUse(db);
  const [allowed, hosts] = [await allowedThere(db, place, parts.clock.now()), await addressesOfHosts(db, place.siteIds)];
  const own = caller === null ? null : parseAddress(caller);
  const users = ofSessions.filter((address) => parseAddress(address) !== own);
  return [
    ...(own === null ? [] : [{ network: networkOf(own), kind: 'own_address' as const, whose: '' }]),
    ...plain(users, 'user_address'),
    ...plain(ofConsole, 'console_address'),
    ...plain(ofProxies, 'trusted_proxy'),
    ...hosts.map(({ address, name }): Protected => ({ network: networkOf(address), kind: 'host_address', whose: name })),
    ...allowed.map(({ network, note }): Protected => ({ network: networkOf(network), kind: 'allow_entry', whose: note })),
  ];
}

/** Names such as `loopback`, and what nobody can read, protect nothing: no stranger has such an address. */
const plain = (texts: readonly string[], kind: ProtectionKind): Protected[] =>
  texts.flatMap((text) => {
    const network = parseNetwork(text.replace(/%.*$/, ''));
    return network.ok ? [{ network: network.value, kind, whose: '' }] : [];
  });
