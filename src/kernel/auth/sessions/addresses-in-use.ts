import { networkInterfaces } from 'node:os';
import type { Clock } from '../../../shared/time.ts';
import type { Db, Tx } from '../../db/database.ts';

/** Addresses that the console's people and the console itself are reached from or at: whoever blocks addresses must not lock these out. */
export interface AddressesInUse {
  /** From which somebody is signed in at this moment. */
  readonly ofSessions: readonly string[];
  /** Of this machine's interfaces, without loopback and link-local ones. */
  readonly ofConsole: readonly string[];
  /** Addresses, networks, or names such as `loopback`, as the configuration has them. */
  readonly ofProxies: readonly string[];
}

export type ReadAddressesInUse = (db: Db | Tx) => Promise<AddressesInUse>;

export const createAddressesInUse =
  ({ clock, trustProxy }: { readonly clock: Clock; readonly trustProxy: readonly string[] }): ReadAddressesInUse =>
  async (db) => ({ ofSessions: await addressesOfSessions(db, clock.now()), ofConsole: ownAddresses(), ofProxies: trustProxy });

/** Of sessions that were neither ended nor have run out. One that idles too long is counted until it is ended: better one too many. */
async function addressesOfSessions(db: Db | Tx, now: Temporal.Instant): Promise<string[]> {
  const rows = await db
    .selectFrom('kernel.sessions')
    .select('address')
    .distinct()
    .where('ended_at', 'is', null)
    .where('expires_at', '>', now)
    .where('address', 'is not', null)
    .execute();
  return rows.flatMap(({ address }) => (address === null ? [] : [address]));
}

const ownAddresses = (): string[] =>
  Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter(({ internal, address }) => !internal && !/^(?:fe80:|169\.254\.)/i.test(address))
    .map(({ address }) => address);
