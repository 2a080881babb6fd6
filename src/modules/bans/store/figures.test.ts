import fc from 'fast-check';
import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { type Scope, WHOLE_ESTATE } from '../../../kernel/contract/access.ts';
import { testDatabase } from '../../../kernel/testing/database.ts';
import { contains, networkOf } from '../domain/address.ts';
import { type Ban, endOf } from '../domain/ban.ts';
import * as inMemory from '../domain/figures.ts';
import { PROVENANCES } from '../domain/host.ts';
import { trendOf } from '../domain/trend.ts';
import { archived, archiveHouse, at, counted, record, seen } from '../testing/archive.ts';
import * as figures from './ban-figures.ts';
import type { BanFilter } from './ban-filters.ts';
import type { BanSort } from './ban-page.ts';
import { findBan, listBans } from './bans.ts';
import { endBans } from './record-bans.ts';

const { db } = await testDatabase();
const house = await archiveHouse(db);
const NOW = at('2026-11-21T08:00:00Z');
const START = NOW.subtract({ hours: 24 * 40 }).epochMilliseconds;

const JAILS = ['sshd', 'nginx-http-auth', 'recidive'];
const NETWORKS = ['192.0.2.0/24', '198.51.100.0/22', '2001:db8::/32', '2001:db8:1::/48', '0.0.0.0/1', '192.0.2.7', '203.0.113.0/24'];
const ADDRESSES = [
  ...['192.0.2.7', '192.0.2.8', '192.0.2.200', '198.51.100.1', '198.51.101.1', '198.51.100.0/24', '10.0.0.0/8', '203.0.113.128/25'],
  ...['2001:db8::1', '2001:db8::2', '2001:db8:1::9', '2001:db8:2::/47', 'host.example', 'root'],
];
const COUNTRIES = ['DE', 'NL', 'CN', null];
const ASNS = [64_496, 4_294_967_295, null];

const instants = fc
  .integer({ min: 0, max: 40 * 24 * 60 })
  .map((minutes) => Temporal.Instant.fromEpochMilliseconds(START + minutes * 60_000));

/** Bans of all kinds; the numbers behind their places are those of the address, so that one address is in one place. */
const bans = fc.sample(
  fc.record({
    host: fc.constantFrom(...house.hosts),
    jail: fc.constantFrom(...JAILS),
    address: fc.constantFrom(...ADDRESSES),
    at: instants,
    durationSeconds: fc.constantFrom<number | 'permanent' | 'unknown'>(0, 600, 86_400, 86_400 * 30, 'permanent', 'unknown'),
    provenance: fc.constantFrom(...PROVENANCES),
  }),
  { numRuns: 400, seed: 4 },
);
const placeOf = (address: string) => {
  const place = [...address].reduce((sum, char) => sum + char.charCodeAt(0), 0);
  const [country = null, asn = null] = [COUNTRIES[place % COUNTRIES.length], ASNS[place % ASNS.length]];
  return { country, asn, organisation: asn === null ? null : `AS ${asn}` };
};
for (const host of house.hosts) {
  const own = bans.filter((ban) => ban.host === host);
  await record(
    db,
    host,
    own.map((ban) => seen(ban)),
    placeOf,
  );
  const ends = own
    .filter((_ban, n) => n % 5 === 0)
    .map(({ jail, address, at: began }) => ({ jail, address, at: began.add({ minutes: 5 }), how: 'unbanned' as const }));
  await db.transaction().execute((tx) => endBans(tx, host.id, ends));
}
const all = await archived(db);

const orAbsent = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined, freq: 2 });
const filters: fc.Arbitrary<BanFilter> = fc.record({
  hostId: orAbsent(fc.constantFrom(...house.hosts.map(({ id }) => id))),
  siteId: orAbsent(fc.constantFrom(...house.sites)),
  jail: orAbsent(fc.constantFrom(...JAILS, 'none')),
  ip: orAbsent(fc.constantFrom(...NETWORKS)),
  country: orAbsent(fc.constantFrom(...COUNTRIES)),
  asn: orAbsent(fc.constantFrom(...ASNS)),
  provenance: orAbsent(fc.subarray([...PROVENANCES])),
  from: orAbsent(instants),
  to: orAbsent(instants),
  state: orAbsent(fc.constantFrom('active' as const, 'ended' as const)),
});
const scopes = fc.constantFrom<Scope>(
  WHOLE_ESTATE,
  [{ module: null, siteId: house.sites[0] }],
  [{ module: 'bans', siteId: house.sites[1] }],
  [{ module: 'servers', siteId: house.sites[0] }],
  [],
);

/** The rule in plain words of the language. */
function lets(scope: Scope, filter: BanFilter): (ban: Ban) => boolean {
  const isInScope = (siteId: string) =>
    scope.some((reach) => (reach.module === null || reach.module === 'bans') && (reach.siteId === null || reach.siteId === siteId));
  const { hostId, siteId, jail, ip, country, asn, provenance, from, to, state } = filter;
  return (ban) =>
    isInScope(ban.site.id) &&
    (hostId === undefined || ban.host.id === hostId) &&
    (siteId === undefined || ban.site.id === siteId) &&
    (jail === undefined || ban.jail === jail) &&
    (ip === undefined || (ban.isAddress && contains(networkOf(ip), networkOf(ban.address)))) &&
    (country === undefined || ban.country === country) &&
    (asn === undefined || ban.asn === asn) &&
    (provenance === undefined || provenance.includes(ban.provenance)) &&
    (from === undefined || Temporal.Instant.compare(ban.at, from) >= 0) &&
    (to === undefined || Temporal.Instant.compare(ban.at, to) < 0) &&
    (state === undefined || (endOf(ban, NOW) === null) === (state === 'active'));
}

async function pagesOf(scope: Scope, filter: BanFilter, sort: BanSort): Promise<string[]> {
  const ids: string[] = [];
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const page = await listBans(db, { scope, filter, sort, now: NOW }, { cursor, limit: 37 });
    ids.push(...page.items.map(({ id }) => id));
    cursor = page.nextCursor;
  }
  return ids;
}

test('enough bans of every kind are there for the properties to mean something', () => {
  expect(all.length).toBeGreaterThan(350);
  for (const state of ['active', 'ended'] as const) expect(all.filter(lets(WHOLE_ESTATE, { state })).length).toBeGreaterThan(50);
});

test('a list holds exactly the bans of its filter and scope, newest or oldest first, over all pages (property)', async () => {
  await fc.assert(
    fc.asyncProperty(scopes, filters, async (scope, filter) => {
      const wanted = all.filter(lets(scope, filter)).map(({ id }) => id);
      expect(await pagesOf(scope, filter, 'at')).toEqual(wanted);
      expect(await pagesOf(scope, filter, '-at')).toEqual(wanted.toReversed());
    }),
    { numRuns: 120 },
  );
});

test('a single ban is seen within the scope only', async () => {
  for (const ban of all.slice(0, 20)) {
    expect(await findBan(db, WHOLE_ESTATE, ban.id, NOW)).toEqual(ban);
    const other = house.sites.filter((id) => id !== ban.site.id).map((siteId) => ({ module: null, siteId }));
    expect(await findBan(db, other, ban.id, NOW)).toBeNull();
  }
});

/** Of those with as many bans any order will do. */
const unordered = <Item>({ items, total }: inMemory.Figures<Item>) => ({ items: items.map((item) => JSON.stringify(item)).sort(), total });
const sortedKeys = (item: object): object => Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1)));
const alike = <Item extends object>(found: inMemory.Figures<Item>) =>
  unordered({ ...found, items: found.items.map((item) => sortedKeys(item) as typeof item) });

describe('figures of the database are those that one would count in memory', () => {
  const counts: readonly (readonly [
    string,
    (query: figures.CountedBans) => Promise<inMemory.Figures<object>>,
    (bans: readonly inMemory.CountedBan[]) => inMemory.Figures<object>,
  ])[] = [
    ['by country', (query) => figures.bansByCountry(db, query), inMemory.figuresByCountry],
    ['by jail', (query) => figures.bansByJail(db, query), inMemory.figuresByJail],
    ['by provenance', (query) => figures.bansByProvenance(db, query), inMemory.figuresByProvenance],
    ['by ASN', (query) => figures.bansByAsn(db, query, 500), inMemory.figuresByAsn],
    ['by network', (query) => figures.bansByNetwork(db, query, 500), inMemory.figuresByNetwork],
    ['of the top', (query) => figures.topAddresses(db, query, 500), inMemory.figuresByAddress],
  ];
  test.each(counts)('%s (property)', async (_what, stored, plain) => {
    await fc.assert(
      fc.asyncProperty(scopes, filters, async (scope, filter) => {
        const rows = all.filter(lets(scope, filter)).map(counted);
        expect(alike(await stored({ scope, filter, now: NOW }))).toEqual(alike(plain(rows)));
      }),
      { numRuns: 60 },
    );
  });

  test('a limit cuts the list and not the total, the most first', async () => {
    const whole = await figures.topAddresses(db, { scope: WHOLE_ESTATE, filter: {}, now: NOW }, 500);
    const cut = await figures.topAddresses(db, { scope: WHOLE_ESTATE, filter: {}, now: NOW }, 3);
    expect(cut).toEqual({ items: whole.items.slice(0, 3), total: whole.total });
    expect(whole.items.map(({ bans: many }) => many)).toEqual(whole.items.map(({ bans: many }) => many).toSorted((a, b) => b - a));
  });

  test('by hour, day and week of a zone (property)', async () => {
    const zones = fc.constantFrom('UTC', 'Europe/Berlin', 'America/St_Johns', 'Australia/Lord_Howe', 'Asia/Kathmandu');
    await fc.assert(
      fc.asyncProperty(scopes, filters, instants, instants, zones, async (scope, { from: _from, to: _to, ...filter }, a, b, zone) => {
        fc.pre(!a.equals(b));
        const [from, to] = Temporal.Instant.compare(a, b) < 0 ? [a, b] : [b, a];
        const trend = trendOf(from, to, zone);
        if (!trend.ok) throw new Error(trend.code);
        const rows = all.filter(lets(scope, { ...filter, from, to }));
        const bucketOf = (ban: Ban): string => {
          const local = ban.at.toZonedDateTimeISO(zone);
          if (trend.value.bucket === 'hour') return local.toString().slice(0, 13) + local.offset;
          const day = local.toPlainDate();
          return (trend.value.bucket === 'day' ? day : day.subtract({ days: day.dayOfWeek - 1 })).toString();
        };
        const wanted = new Map<string, number>();
        for (const ban of rows) wanted.set(bucketOf(ban), (wanted.get(bucketOf(ban)) ?? 0) + 1);
        const found = await figures.bansBetween(db, { scope, filter, now: NOW }, trend.value.edges);
        expect(found.filter((many) => many > 0)).toEqual([...wanted.values()]);
        expect(found).toHaveLength(trend.value.edges.length - 1);
      }),
      { numRuns: 60 },
    );
  });

  test('now and since (property)', async () => {
    await fc.assert(
      fc.asyncProperty(scopes, filters, async (scope, { from: _from, to: _to, state: _state, ...filter }) => {
        const since = (days: number) => all.filter(lets(scope, { ...filter, from: NOW.subtract({ hours: days * 24 }) })).length;
        expect(await figures.bansSince(db, { scope, filter, now: NOW })).toEqual({
          ...{ last24Hours: since(1), last7Days: since(7), last30Days: since(30), last365Days: since(365) },
        });
        const active = all.filter(lets(scope, { ...filter, state: 'active' })).length;
        expect(await figures.countBans(db, { scope, filter: { ...filter, state: 'active' }, now: NOW })).toBe(active);
      }),
      { numRuns: 60 },
    );
  });
});

test('nothing of it all has changed the archive', async () => {
  const { rows } = await sql<{ count: number }>`select count(*) as count from bans.bans`.execute(db);
  expect(rows[0]?.count).toBe(all.length);
});
