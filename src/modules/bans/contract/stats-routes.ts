import { z } from 'zod';
import { route } from '../../../kernel/contract/route.ts';
import { Named } from '../../../kernel/contract/routes/shapes.ts';
import { WireInstant } from '../../../kernel/contract/wire.ts';
import { PROVENANCES } from '../domain/host.ts';
import { BUCKETS } from '../domain/trend.ts';
import { banFilterInput, sourceInput, Unreached } from './ban-shapes.ts';

const filterInput = { ...banFilterInput, ...sourceInput };
const limitInput = { limit: z.coerce.number().int().min(1).max(500).default(50) };

/** What every figure says beside its items. */
const around = {
  /** All bans that were counted, those beyond the limit included. */
  total: z.int(),
  source: z.enum(['archive', 'live']),
  /** Live only: whose bans are missing. */
  unreached: z.array(Unreached),
};

const figures = <Item extends z.ZodRawShape>(item: Item) => z.object({ items: z.array(z.object({ ...item, bans: z.int() })), ...around });

const { from: _from, to: _to, state: _state, ...placeless } = banFilterInput;

export const getBanSummary = route({
  method: 'GET',
  path: '/bans/stats/summary',
  summary: 'Bans now and in the last 24 hours, 7, 30 and 365 days',
  permission: 'bans:read',
  input: z.strictObject({ ...placeless, ...sourceInput }),
  output: z
    .object({
      asOf: WireInstant,
      /** Active at this moment; by `source`. */
      now: z.int(),
      /** Begun within the time; always of the archive. */
      last24Hours: z.int(),
      last7Days: z.int(),
      last30Days: z.int(),
      last365Days: z.int(),
      source: z.enum(['archive', 'live']),
      unreached: z.array(Unreached),
    })
    .meta({ id: 'BanSummary' }),
  refusals: {},
});

export const getBansByCountry = route({
  method: 'GET',
  path: '/bans/stats/by-country',
  summary: 'Bans by country; null: not known',
  permission: 'bans:read',
  input: z.strictObject(filterInput),
  output: figures({ country: z.string().nullable() }),
  refusals: {},
});

export const getBansByJail = route({
  method: 'GET',
  path: '/bans/stats/by-jail',
  summary: 'Bans by jail of a host',
  permission: 'bans:read',
  input: z.strictObject(filterInput),
  output: figures({ host: Named, jail: z.string() }),
  refusals: {},
});

export const getBansByProvenance = route({
  method: 'GET',
  path: '/bans/stats/by-provenance',
  summary: 'Bans by what made them; live: null where the archive has not met the ban yet',
  permission: 'bans:read',
  input: z.strictObject(filterInput),
  output: figures({ provenance: z.enum(PROVENANCES).nullable() }),
  refusals: {},
});

export const getBansByAsn = route({
  method: 'GET',
  path: '/bans/stats/by-asn',
  summary: 'Bans by autonomous system, the most first; null: not known',
  permission: 'bans:read',
  input: z.strictObject({ ...filterInput, ...limitInput }),
  output: figures({ asn: z.int().nullable(), organisation: z.string().nullable() }),
  refusals: {},
});

export const getBansByNetwork = route({
  method: 'GET',
  path: '/bans/stats/by-network',
  summary: 'Bans by network (/24, /48 of IPv6, or wider where a wider one is banned), the most first',
  permission: 'bans:read',
  input: z.strictObject({ ...filterInput, ...limitInput }),
  output: figures({ network: z.string(), addresses: z.int() }),
  refusals: {},
});

export const getTopAddresses = route({
  method: 'GET',
  path: '/bans/stats/top',
  summary: 'The addresses that were banned most often',
  permission: 'bans:read',
  input: z.strictObject({ ...filterInput, ...limitInput }),
  output: figures({
    address: z.string(),
    /** How many hosts have banned it. */
    hosts: z.int(),
    country: z.string().nullable(),
    asn: z.int().nullable(),
    organisation: z.string().nullable(),
    /** Null: live, and the archive has not met it yet. */
    lastAt: WireInstant.nullable(),
  }),
  refusals: {},
});

/** How bans came over time: hours for up to three days, days for up to 120, else weeks from Monday. */
export const getBanTrend = route({
  method: 'GET',
  path: '/bans/stats/trend',
  summary: 'Bans by hour, day or week; days and weeks are those of a time zone',
  permission: 'bans:read',
  input: z.strictObject({
    ...banFilterInput,
    /** IANA, `Europe/Berlin`; absent: the console's. */
    timeZone: z.string().max(60).optional(),
  }),
  output: z
    .object({
      bucket: z.enum(BUCKETS),
      timeZone: z.string(),
      from: WireInstant,
      to: WireInstant,
      /** Every bucket, those without a ban included; the first and the last may be cut by `from` and `to`. */
      items: z.array(z.object({ at: WireInstant, bans: z.int() })),
      total: z.int(),
    })
    .meta({ id: 'BanTrend' }),
  refusals: { 'bans.unknown_zone': 422, 'bans.range_backwards': 422, 'bans.range_too_long': 422 },
});

export const PLACE_STATES = ['none', 'loading', 'works', 'broken'] as const;

/** One file of places. */
const PlaceFile = z
  .object({
    state: z.enum(PLACE_STATES),
    /** Why it does not work: a code with a sentence. */
    code: z.string().nullable(),
    /** The file's own name of what it is, `GeoLite2-City`. */
    kind: z.string().nullable(),
    builtAt: WireInstant.nullable(),
  })
  .meta({ id: 'PlaceFile' });

export const getPlaces = route({
  method: 'GET',
  path: '/bans/places',
  summary: 'Whether countries and networks of addresses can be told',
  permission: 'bans:read',
  input: z.strictObject({}),
  output: z
    .object({
      country: PlaceFile,
      asn: PlaceFile,
      /** The resolver in the web, off unless somebody has set it. */
      web: z.object({ isOn: z.boolean(), cached: z.int() }),
      /** Bans that are being given their place anew because a file has changed; null: none. */
      rewriting: z.object({ since: WireInstant, untilBansOf: WireInstant }).nullable(),
    })
    .meta({ id: 'Places' }),
  refusals: {},
});
