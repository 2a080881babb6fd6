import { z } from 'zod';
import { Named } from '../../../kernel/contract/routes/shapes.ts';
import { commaList, InstantInput, WireId, WireInstant } from '../../../kernel/contract/wire.ts';
import { BAN_STATES, ENDED_HOW } from '../domain/ban.ts';
import { PROVENANCES } from '../domain/host.ts';
import { IpNetwork } from './address.ts';

/** ISO 3166-1 alpha-2; pages name it by `Intl.DisplayNames`. */
const Country = z.string().length(2);

/** Beyond what a bigint of 32 bits holds there is no autonomous system (RFC 6793). */
const Asn = z.coerce.number().int().min(0).max(4_294_967_295);

/** A jail as people filter by it: those of fail2ban hold no control characters. */
const JailName = z
  .string()
  .min(1)
  .max(200)
  .regex(/^[^\p{Cc}]*$/u, 'Control characters are not allowed here.');

/** What bans are narrowed by, everywhere alike. */
export const banFilterInput = {
  hostId: WireId.optional(),
  siteId: WireId.optional(),
  jail: JailName.optional(),
  /** An address or a network: bans of it, and of what lies within it. */
  ip: IpNetwork.optional(),
  /** `DE`, or `none`: bans whose country no file knows. */
  country: z
    .string()
    .regex(/^(?:[A-Za-z]{2}|none)$/, 'This is not a country such as DE, or none.')
    .transform((text) => (text === 'none' ? null : text.toUpperCase()))
    .optional(),
  /** `15169`, or `none`. */
  asn: z.union([z.literal('none').transform(() => null), Asn]).optional(),
  /** One or several: `filter,manual`. */
  provenance: commaList(z.enum(PROVENANCES)).optional(),
  /** Bans that began then or later. */
  from: InstantInput.optional(),
  /** Bans that began before. */
  to: InstantInput.optional(),
  state: z.enum(BAN_STATES).optional(),
};

/** Where figures come from: the archive, or what the hosts say at this moment. */
export const SOURCES = ['archive', 'live'] as const;
export const sourceInput = { source: z.enum(SOURCES).default('archive') };

/** One ban of the archive. */
export const Ban = z
  .object({
    id: WireId,
    host: Named,
    site: Named,
    jail: z.string(),
    /** An address, a network, or what else the jail has banned. */
    address: z.string(),
    isAddress: z.boolean(),
    at: WireInstant,
    /** Null: permanent or not known. */
    durationSeconds: z.int().nullable(),
    isPermanent: z.boolean(),
    endsAt: WireInstant.nullable(),
    isActive: z.boolean(),
    endedAt: WireInstant.nullable(),
    endedHow: z.enum(ENDED_HOW).nullable(),
    banCount: z.int(),
    failures: z.int(),
    provenance: z.enum(PROVENANCES),
    /** Who ordered it. */
    by: Named.nullable(),
    note: z.string(),
    orderId: WireId.nullable(),
    country: Country.nullable(),
    asn: z.int().nullable(),
    organisation: z.string().nullable(),
  })
  .meta({ id: 'Ban' });
export type Ban = z.infer<typeof Ban>;

/** A host that could not be asked for live figures, with the code of why. */
export const Unreached = z.object({ host: Named, code: z.string() }).meta({ id: 'UnreachedHost' });
