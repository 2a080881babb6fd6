import { z } from 'zod';
import { WireId, WireInstant } from '../../../kernel/contract/wire.ts';

const Named = z.object({ id: z.string(), name: z.string() });

export const ORDER_KINDS = ['ban', 'unban'] as const;

/**
 * `pending`: not carried out yet, and tried again until it is. `unknown`: it was sent and no answer came; it is sent again. `failed`: the
 * host refused it for good. `lifted`: a ban that has been taken back, by its end or by a person.
 */
export const ORDER_STATES = ['pending', 'unknown', 'done', 'failed', 'lifted'] as const;

/** Who wanted it: a person, a rule of spread. */
export const ORDER_ORIGINS = ['person', 'spread'] as const;

/** What the console has asked of one host. */
export const Order = z.object({
  id: WireId,
  kind: z.enum(ORDER_KINDS),
  host: Named,
  siteId: WireId,
  /** Null: every jail, of an unban. */
  jail: z.string().nullable(),
  /** An address or a network. */
  address: z.string(),
  state: z.enum(ORDER_STATES),
  origin: z.enum(ORDER_ORIGINS),
  note: z.string(),
  by: Named.nullable(),
  createdAt: WireInstant,
  /** Null: until somebody lifts it. */
  until: WireInstant.nullable(),
  doneAt: WireInstant.nullable(),
  liftedAt: WireInstant.nullable(),
  liftedHow: z.enum(['expired', 'unbanned']).nullable(),
  /** Why it is pending, unknown or failed: a code of this module's; null otherwise. */
  failure: z.string().nullable(),
  /** In the words of whoever refused. Data, never markup. */
  failureDetail: z.string(),
  /** Of an unban: also of every ban of what lies in the network. */
  withInside: z.boolean(),
  tries: z.int(),
  /** How often the console has banned it again because the jail's own time is shorter than what was asked. */
  renewals: z.int(),
  /** The jail's own time when it was last carried out, in seconds; -1: for ever; null: not known. */
  jailSeconds: z.number().nullable(),
});
export type Order = z.output<typeof Order>;

/** What stands in the way of a ban, or speaks against it. */
export const PROTECTIONS = ['own_address', 'user_address', 'allow_entry', 'host_address', 'console_address', 'trusted_proxy'] as const;

export const Protection = z.object({
  kind: z.enum(PROTECTIONS),
  /** The address or network that is protected. */
  what: z.string(),
  /** The name of the host, or the note of the allow entry; empty where there is none. */
  whose: z.string(),
});

/** What a person should know of a ban that was accepted. */
export const BAN_REMARKS = ['network_depends_on_action', 'renewed_until_end', 'host_unreached'] as const;

export const GivenOrders = z.object({ orders: z.array(Order), remarks: z.array(z.enum(BAN_REMARKS)) });

const KnownBan = z.object({
  id: z.string(),
  host: Named,
  jail: z.string(),
  address: z.string(),
  at: WireInstant,
  /** Null: without an end, or its end is not known. */
  endsAt: WireInstant.nullable(),
  endedAt: WireInstant.nullable(),
  endedHow: z.string().nullable(),
  provenance: z.string(),
  note: z.string().nullable(),
});

export const Lookup = z.object({
  address: z.string(),
  /** Every host of the scope, asked now. */
  hosts: z.array(
    z.object({
      id: WireId,
      name: z.string(),
      /** Jails in which it is banned at this moment, by itself or by a network around it; null: the host did not answer. */
      jails: z.array(z.object({ name: z.string(), network: z.string() })).nullable(),
      failure: z.string().nullable(),
    }),
  ),
  bans: z.array(KnownBan),
  orders: z.array(Order),
  allowed: z.array(z.object({ id: WireId, address: z.string(), note: z.string(), until: WireInstant.nullable() })),
  protections: z.array(Protection),
  blocklists: z.array(z.object({ id: WireId, name: z.string(), network: z.string() })),
  place: z.object({ country: z.string().nullable(), asn: z.number().nullable(), organisation: z.string().nullable() }).nullable(),
});
