import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { networkInterfaces } from 'node:os';
import { told } from '../contract/told.ts';
import { kindOf, reachedBy } from './addresses.ts';
import { DeliveryError } from './delivery-error.ts';

/** Addresses of a host name, best first. */
export type Resolve = (hostname: string) => Promise<readonly string[]>;

export const resolveBySystem: Resolve = async (hostname) => (await lookup(hostname, { all: true })).map(({ address }) => address);

export interface GuardParts {
  readonly resolve: Resolve;
  /** Ports that the console itself listens on. */
  ownPorts(): readonly number[];
}

interface Target {
  readonly hostname: string;
  readonly port: number;
  /** An administrator saved this origin: private addresses are meant. */
  readonly isTrusted: boolean;
}

export type Guard = (target: Target) => Promise<string>;

/**
 * Answers the address to connect to. It is resolved and looked at once, and the connection goes to that very address,
 * so that a name cannot show one address to the guard and another to the socket.
 */
export function createGuard({ resolve, ownPorts }: GuardParts): Guard {
  return async ({ hostname, port, isTrusted }) => {
    const addresses = await addressesOf(hostname, resolve);
    const refusals = addresses.map((address) => refusalFor(address, { port, isTrusted, ownPorts: ownPorts() }));
    const index = refusals.indexOf(null);
    const address = addresses[index];
    if (address !== undefined) return address;
    throw new DeliveryError(told(refusals[0] ?? 'outbound.no_address', { host: hostname }), { permanent: true });
  };
}

async function addressesOf(hostname: string, resolve: Resolve): Promise<readonly string[]> {
  const literal = hostname.replace(/^\[(.*)\]$/, '$1');
  if (isIP(literal) !== 0) return [literal];
  try {
    return await resolve(hostname);
  } catch (error) {
    throw new DeliveryError(told('outbound.not_found', { host: hostname }), { permanent: false, cause: error });
  }
}

interface Allowance {
  readonly port: number;
  readonly isTrusted: boolean;
  readonly ownPorts: readonly number[];
}

type Refused = 'outbound.never_called' | 'outbound.own_address' | 'outbound.private';

function refusalFor(address: string, { port, isTrusted, ownPorts }: Allowance): Refused | null {
  const kind = kindOf(address);
  if (kind === 'forbidden') return 'outbound.never_called';
  if (ownPorts.includes(port) && isThisMachine(address)) return 'outbound.own_address';
  return kind === 'private' && !isTrusted ? 'outbound.private' : null;
}

const isThisMachine = (address: string): boolean => {
  const plain = reachedBy(address);
  if (plain.startsWith('127.') || plain === '::1') return true;
  return Object.values(networkInterfaces()).some((entries) => entries?.some((entry) => entry.address === plain) ?? false);
};
