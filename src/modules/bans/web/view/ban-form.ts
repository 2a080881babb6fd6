import type { z } from 'zod';
import type { addBans } from '../../contract/order-routes.ts';

/** How long a ban lasts, in hours; `forever`: until somebody lifts it. */
export const BAN_LENGTHS = ['1', '24', '168', '720', '8760', 'forever'] as const;
export type BanLength = (typeof BAN_LENGTHS)[number];

export interface BanValues {
  readonly address: string;
  readonly jail: string;
  /** Null: every host of the site that has the jail. */
  readonly hostId: string | null;
  readonly siteId: string | null;
  readonly length: BanLength;
  readonly note: string;
}

export interface Confirmations {
  readonly protectedToo: boolean;
  /** The caller's own address, typed once more. */
  readonly ownAddress: string;
}

/** What is sent; confirmations only where they were given. */
export function banOrder(
  { address, jail, hostId, siteId, length, note }: BanValues,
  { protectedToo, ownAddress }: Confirmations,
): z.input<typeof addBans.input> {
  return {
    ...{ address, jail, note },
    ...(hostId === null ? {} : { hostIds: [hostId] }),
    ...(siteId === null ? {} : { siteId }),
    ...(length === 'forever' ? {} : { hours: Number(length) }),
    ...(protectedToo ? { confirmProtected: true } : {}),
    ...(ownAddress === '' ? {} : { confirmOwnAddress: ownAddress }),
  };
}
