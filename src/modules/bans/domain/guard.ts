import { ok, type Refused, type Result, refuse } from '../../../shared/result.ts';
import { type Network, overlaps } from './address.ts';
import type { Protected } from './lists/judge.ts';
import type { ProtectionKind } from './lists/words.ts';

/** The protections that a ban of this network would hit, the caller's own address first. */
export function protectionsHit(network: Network, protections: readonly Protected[]): Protected[] {
  const hit = protections.filter((one) => overlaps(network, one.network));
  return hit.sort((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind));
}

const ORDER: readonly ProtectionKind[] = ['own_address', 'user_address', 'console_address', 'trusted_proxy', 'host_address', 'allow_entry'];

export interface Confirmation {
  readonly confirmProtected: boolean;
  /** The caller's own address, once more. */
  readonly confirmOwnAddress: string | null;
}

export type GuardFault = 'bans.protected_address' | 'bans.own_address';

/**
 * Whether a person may ban this. Whatever is protected asks once; the address that the person is signed in from asks a second time, for
 * the address itself: nobody bans their own address without saying so twice.
 */
export function guardBan(network: Network, protections: readonly Protected[], confirmed: Confirmation): Result<null, GuardFault> {
  const hit = protectionsHit(network, protections);
  if (hit.length === 0) return ok(null);
  if (!confirmed.confirmProtected) return protectedBy(hit);
  const own = hit.filter(({ kind }) => kind === 'own_address');
  const isConfirmed = own.every((one) => isNamed(one.network, confirmed.confirmOwnAddress));
  return isConfirmed ? ok(null) : refuse('bans.own_address', { path: 'confirmOwnAddress', address: own[0]?.network.text ?? '' });
}

function isNamed(own: Network, named: string | null): boolean {
  return named !== null && named.trim().toLowerCase() === own.text;
}

/** Lists and spread never ask: they refuse. */
export function guardAutomatic(network: Network, protections: readonly Protected[]): Result<null, 'bans.protected_address'> {
  const hit = protectionsHit(network, protections);
  return hit.length === 0 ? ok(null) : protectedBy(hit);
}

const NAMED = 5;

function protectedBy(hit: readonly Protected[]): Refused<'bans.protected_address'> {
  const reasons = [...new Set(hit.map(({ kind }) => kind))].join(', ');
  const named = hit.slice(0, NAMED).map(({ network, whose }) => (whose === '' ? network.text : `${network.text} (${whose})`));
  const what = [...named, ...(hit.length > NAMED ? ['…'] : [])].join(', ');
  return refuse('bans.protected_address', { path: 'address', reasons, what, isOwn: hit.some(({ kind }) => kind === 'own_address') });
}
