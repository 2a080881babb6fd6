import { z } from 'zod';
import { pageInput, pageOf } from '../../../kernel/contract/page.ts';
import { route } from '../../../kernel/contract/route.ts';
import { Nothing } from '../../../kernel/contract/routes/shapes.ts';
import { commaList, line, WireId, WireInstant } from '../../../kernel/contract/wire.ts';
import { IpAddress } from './address.ts';
import { JailName } from './jail-routes.ts';
import { Order } from './order-shapes.ts';

const Named = z.object({ id: z.string(), name: z.string() });

/** Of which bans a rule of spread counts: never the console's own. */
export const SPREAD_PROVENANCES = ['filter', 'manual', 'recidive'] as const;
export const OFFER_STATES = ['open', 'applied', 'dismissed', 'refused'] as const;

const ruleFields = {
  name: line(120),
  provenances: z.array(z.enum(SPREAD_PROVENANCES)).min(1).max(SPREAD_PROVENANCES.length),
  /** Only bans of jails of this name; null: of all. */
  jail: JailName.nullable(),
  /** So many bans of one address, */
  bans: z.int().min(1).max(1_000),
  /** within so many hours, */
  withinHours: z.int().min(1).max(720),
  /** on so many hosts at least. */
  onHosts: z.int().min(1).max(200),
  /** The jail in which the others ban it; null: the one of the newest ban, where they have it. */
  targetJail: JailName.nullable(),
  /** For so long. */
  banHours: z.int().min(1).max(8_760),
  /** False: it is offered, and a person applies it. */
  appliesItself: z.boolean(),
  isOn: z.boolean(),
};

export const SpreadRule = z.object({ id: WireId, site: Named, ...ruleFields, version: z.int() });
export type SpreadRule = z.output<typeof SpreadRule>;

export const SpreadOffer = z.object({
  id: WireId,
  rule: Named,
  site: Named,
  address: z.string(),
  jail: z.string(),
  state: z.enum(OFFER_STATES),
  /** Where it was banned, and how often. */
  evidence: z.array(z.object({ host: Named, bans: z.int(), lastAt: WireInstant })),
  /** The hosts that would ban it. */
  targets: z.array(Named),
  /** Of `refused`: what protects it. */
  because: z.string().nullable(),
  createdAt: WireInstant,
  decidedAt: WireInstant.nullable(),
  by: Named.nullable(),
});
export type SpreadOffer = z.output<typeof SpreadOffer>;

export const listSpreadRules = route({
  method: 'GET',
  path: '/bans/spread/rules',
  summary: 'Rules of spread by name',
  permission: 'bans:read',
  input: z.strictObject({ ...pageInput }),
  output: pageOf(SpreadRule),
  refusals: { 'kernel.bad_cursor': 422 },
});

export const addSpreadRule = route({
  method: 'POST',
  path: '/bans/spread/rules',
  summary: 'Add a rule: what several hosts of a site have banned is banned on its others',
  permission: 'bans:lists',
  site: 'siteId',
  input: z.strictObject({
    siteId: WireId.optional(),
    ...ruleFields,
    provenances: ruleFields.provenances.default(['filter', 'recidive']),
    jail: ruleFields.jail.default(null),
    bans: ruleFields.bans.default(3),
    withinHours: ruleFields.withinHours.default(24),
    onHosts: ruleFields.onHosts.default(2),
    targetJail: ruleFields.targetJail.default(null),
    banHours: ruleFields.banHours.default(24),
    appliesItself: ruleFields.appliesItself.default(false),
    isOn: ruleFields.isOn.default(true),
  }),
  output: SpreadRule,
  refusals: { 'bans.spread_name_taken': 409, 'bans.unknown_site': 422 },
  version: 'version',
});

export const editSpreadRule = route({
  method: 'PATCH',
  path: '/bans/spread/rules/:id',
  summary: 'Change a rule of spread',
  permission: 'bans:lists',
  input: z.strictObject({
    id: WireId,
    name: ruleFields.name.optional(),
    provenances: ruleFields.provenances.optional(),
    jail: ruleFields.jail.optional(),
    bans: ruleFields.bans.optional(),
    withinHours: ruleFields.withinHours.optional(),
    onHosts: ruleFields.onHosts.optional(),
    targetJail: ruleFields.targetJail.optional(),
    banHours: ruleFields.banHours.optional(),
    appliesItself: ruleFields.appliesItself.optional(),
    isOn: ruleFields.isOn.optional(),
  }),
  output: SpreadRule,
  refusals: { 'bans.unknown_spread_rule': 404, 'bans.spread_name_taken': 409 },
  version: 'version',
});

export const removeSpreadRule = route({
  method: 'DELETE',
  path: '/bans/spread/rules/:id',
  summary: 'Remove a rule of spread; bans that it made stay until they end',
  permission: 'bans:lists',
  input: z.strictObject({ id: WireId }),
  output: Nothing,
  refusals: { 'bans.unknown_spread_rule': 404 },
});

export const listSpreadOffers = route({
  method: 'GET',
  path: '/bans/spread/offers',
  summary: 'What rules of spread offer and have done, newest first',
  permission: 'bans:read',
  input: z.strictObject({ ...pageInput, state: commaList(z.enum(OFFER_STATES)).optional() }),
  output: pageOf(SpreadOffer),
  refusals: { 'kernel.bad_cursor': 422 },
});

export const applySpreadOffer = route({
  method: 'POST',
  path: '/bans/spread/offers/:id/apply',
  summary: 'Ban on the other hosts of the site what is offered',
  permission: 'bans:ban',
  status: 200,
  input: z.strictObject({ id: WireId }),
  output: z.object({ offer: SpreadOffer, orders: z.array(Order) }),
  refusals: { 'bans.unknown_offer': 404, 'bans.offer_decided': 409, 'bans.protected_address': 409, 'bans.no_hosts': 422, 'bans.held': 409 },
});

export const dismissSpreadOffer = route({
  method: 'POST',
  path: '/bans/spread/offers/:id/dismiss',
  summary: 'Leave what is offered; it is not offered again while the same bans count',
  permission: 'bans:ban',
  status: 200,
  input: z.strictObject({ id: WireId }),
  output: SpreadOffer,
  refusals: { 'bans.unknown_offer': 404, 'bans.offer_decided': 409 },
});

/** One network, or one operator of networks, from which several addresses were banned. */
export const Advice = z.object({
  kind: z.enum(['network', 'asn']),
  /** `192.0.2.0/24`, `2001:db8::/48`; of an ASN null: its networks are not ours to guess. */
  network: z.string().nullable(),
  asn: z.number().nullable(),
  organisation: z.string().nullable(),
  country: z.string().nullable(),
  bans: z.int(),
  /** Different addresses that were banned. */
  addresses: z.int(),
  /** Some of them, the most banned first. */
  members: z.array(z.object({ address: z.string(), bans: z.int(), lastAt: WireInstant })),
  hosts: z.int(),
  firstAt: WireInstant,
  lastAt: WireInstant,
  /** What speaks against banning the network: the same kinds as in the look-up. */
  protections: z.array(z.object({ kind: z.string(), what: z.string(), whose: z.string() })),
});
export type Advice = z.output<typeof Advice>;

export const getAdvice = route({
  method: 'GET',
  path: '/bans/advice',
  summary: 'Networks from which several addresses were banned: a network ban may save work',
  permission: 'bans:read',
  input: z.strictObject({
    siteId: WireId.optional(),
    /** So many different addresses of one network, */
    addresses: z.coerce.number().int().min(2).max(256).default(4),
    /** within so many hours. */
    withinHours: z.coerce.number().int().min(1).max(720).default(24),
    limit: z.coerce.number().int().min(1).max(100).default(20),
  }),
  output: z.object({ items: z.array(Advice) }),
  refusals: {},
});

const Source = { source: z.string().nullable(), fetchedAt: WireInstant.nullable() };

/** What the registry of the address says. Texts of strangers: data, never markup. */
export const Whois = z.object({
  ...Source,
  state: z.enum(['known', 'not_public', 'unavailable']),
  detail: z.string(),
  network: z.string().nullable(),
  name: z.string().nullable(),
  handle: z.string().nullable(),
  country: z.string().nullable(),
  organisation: z.string().nullable(),
  abuseContact: z.string().nullable(),
  remarks: z.array(z.string()),
});
export type Whois = z.output<typeof Whois>;

export const getWhois = route({
  method: 'GET',
  path: '/bans/about/:ip/whois',
  summary: 'To whom an address belongs, by the RDAP service of its registry',
  permission: 'bans:read',
  input: z.strictObject({ ip: IpAddress }),
  output: Whois,
  refusals: {},
  triesPerMinute: 30,
});

export const Reputation = z.object({
  ...Source,
  state: z.enum(['known', 'not_configured', 'not_public', 'unavailable']),
  detail: z.string(),
  /** AbuseIPDB's confidence that the address is abused, in percent. */
  score: z.int().nullable(),
  reports: z.int().nullable(),
  reporters: z.int().nullable(),
  lastReportedAt: WireInstant.nullable(),
  country: z.string().nullable(),
  provider: z.string().nullable(),
  usage: z.string().nullable(),
});
export type Reputation = z.output<typeof Reputation>;

export const getReputation = route({
  method: 'GET',
  path: '/bans/about/:ip/reputation',
  summary: 'What AbuseIPDB knows of an address; a key of its is needed (setting)',
  permission: 'bans:read',
  input: z.strictObject({ ip: IpAddress }),
  output: Reputation,
  refusals: {},
  triesPerMinute: 30,
});
