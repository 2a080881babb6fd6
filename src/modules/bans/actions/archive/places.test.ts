import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { drivenClock } from '../../../../../test/kit/house.ts';
import { createTransact } from '../../../../kernel/db/transact.ts';
import { createSubscriptions } from '../../../../kernel/events/subscriptions.ts';
import { createJobs } from '../../../../kernel/jobs/jobs.ts';
import { createLog } from '../../../../kernel/log/log.ts';
import { createMetrics } from '../../../../kernel/metrics/create-metrics.ts';
import { createOutbound } from '../../../../kernel/outbound/create-outbound.ts';
import { noSeal } from '../../../../kernel/secrets/seal.ts';
import { createSettings } from '../../../../kernel/settings/create-settings.ts';
import { createRetention } from '../../../../kernel/streams/retention.ts';
import { testDatabase } from '../../../../kernel/testing/database.ts';
import { archived, archiveHouse, at, record, seen } from '../../testing/archive.ts';
import { mmdbBytes } from '../../testing/mmdb.ts';
import { createPlacesRoom, PLACES_QUEUE } from './places-room.ts';
import { createResolvePlaces } from './resolve-places.ts';
import { createRewritePlaces } from './rewrite-places.ts';
import { ASN_FILE, BANS_DAYS, COUNTRY_FILE, LINES_DAYS, PLACES_DAYS, PLACES_URL } from './settings.ts';
import { ARCHIVE_STREAMS } from './streams.ts';

const { db, url } = await testDatabase();
const {
  hosts: [web1],
} = await archiveHouse(db);
const clock = drivenClock('2026-11-21T08:00:00Z');
const log = createLog({ level: 'silent', format: 'json' });
const metrics = createMetrics();
const settings = createSettings({ log, seal: noSeal });
const jobs = createJobs({ db, url, log, metrics });
jobs.add({ queue: PLACES_QUEUE, run: async () => {} });
const stopJobs = await jobs.start();
const transact = createTransact({ db, boss: jobs.boss, clock, subscriptions: createSubscriptions() });
const outbound = createOutbound({ proxy: null, ownPorts: () => [], held: { whileNotHeld: (work) => work() } });
const parts = { db, transact, clock, settings, log, outbound };
const folder = mkdtempSync(join(tmpdir(), 'caretaker-places-'));

/** What the resolver was asked, and what it answers. */
const asked: string[][] = [];
let answer: (addresses: readonly string[]) => { readonly status: number; readonly body: unknown };
const resolver = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const addresses: string[] = JSON.parse(Buffer.concat(chunks).toString());
    asked.push(addresses);
    const { status, body } = answer(addresses);
    response.writeHead(status, { 'content-type': 'application/json' }).end(typeof body === 'string' ? body : JSON.stringify(body));
  });
});
const { promise: isListening, resolve: listening } = Promise.withResolvers<void>();
resolver.listen(0, '127.0.0.1', listening);
await isListening;
const address = resolver.address();
const resolverUrl = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}/batch`;

afterAll(async () => {
  await outbound.close();
  await stopJobs();
  resolver.close();
  rmSync(folder, { recursive: true, force: true });
});

async function set(values: Readonly<Record<string, unknown>>): Promise<void> {
  for (const [key, value] of Object.entries(values))
    await sql`insert into kernel.settings (key, value, updated_at) values (${key}, ${JSON.stringify(value)}::jsonb, now())
      on conflict (key) do update set value = excluded.value`.execute(db);
}

beforeEach(async () => {
  for (const table of ['bans.bans', 'bans.ban_lines', 'bans.places_cache', 'bans.places_run', 'kernel.settings'])
    await sql`delete from ${sql.table(table)}`.execute(db);
  asked.length = 0;
});

const country = (networks: Readonly<Record<string, string>>) =>
  mmdbBytes(
    Object.entries(networks).map(([network, code]) => [network, { country: { iso_code: code } }] as const),
    { databaseType: 'GeoLite2-Country' },
  );

test('bans get their place anew when the file changes, all of them, once', async () => {
  const path = join(folder, 'country.mmdb');
  writeFileSync(path, country({ '10.0.0.0/9': 'DE' }));
  await set({ [COUNTRY_FILE.key]: path });
  const room = createPlacesRoom(parts);
  expect((await room.states()).files).toBeNull();
  const bans = Array.from({ length: 4_500 }, (_none, n) =>
    seen({ address: `10.${n % 200}.${n >> 8}.${n & 255}`, at: at('2026-11-01T00:00:00Z').add({ minutes: n }) }),
  );
  await record(db, web1, [...bans, seen({ address: 'host.example' })], room.placeOf);
  expect(new Set((await archived(db)).map((ban) => ban.country))).toEqual(new Set([null]));

  const rewrite = createRewritePlaces(parts, room);
  await rewrite();
  const german = (await archived(db)).filter((ban) => ban.country === 'DE');
  expect(german).toHaveLength(bans.filter((_ban, n) => n % 200 < 128).length);
  expect((await room.states()).rewriting).toBeNull();

  // By what is in the file: the same once more changes nothing.
  const { rows: before } = await sql<{ version: string }>`select string_agg(xmin::text, ',' order by id) as version from bans.bans`.execute(
    db,
  );
  await rewrite();
  const { rows: after } = await sql<{ version: string }>`select string_agg(xmin::text, ',' order by id) as version from bans.bans`.execute(
    db,
  );
  expect(after).toEqual(before);

  writeFileSync(path, country({ '10.0.0.0/8': 'NL', '10.5.0.0/16': 'BE' }));
  await rewrite();
  const tally = Object.groupBy(await archived(db), (ban) => ban.country ?? 'none');
  expect(Object.fromEntries(Object.entries(tally).map(([code, all]) => [code, all?.length]))).toEqual({
    ...{ none: 1, BE: bans.filter((_ban, n) => n % 200 === 5).length },
    NL: bans.filter((_ban, n) => n % 200 !== 5).length,
  });
});

test('a rewriting that was cut off goes on where it stood', async () => {
  const path = join(folder, 'cut.mmdb');
  writeFileSync(path, country({ '10.0.0.0/8': 'FR' }));
  await set({ [COUNTRY_FILE.key]: path });
  const bans = Array.from({ length: 4_500 }, (_none, n) => seen({ address: `10.1.${n >> 8}.${n & 255}` }));
  await record(db, web1, bans);
  const room = createPlacesRoom(parts);
  let isFirst = true;
  const dying = {
    ...room,
    placeOf: (text: string) => {
      if (text === '10.1.9.200' && isFirst) throw new Error('killed');
      return room.placeOf(text);
    },
  };
  await expect(createRewritePlaces(parts, dying)()).rejects.toThrow('killed');
  expect((await room.states()).rewriting).not.toBeNull();
  isFirst = false;
  await createRewritePlaces(parts, dying)();
  expect(new Set((await archived(db)).map((ban) => ban.country))).toEqual(new Set(['FR']));
});

const known = (addresses: readonly string[]) => ({
  status: 200,
  body: addresses.map((query) => ({ query, status: 'success', countryCode: 'US', as: 'AS15169 Google LLC' })),
});

test('nobody is asked while no resolver is set', async () => {
  await record(db, web1, [seen({ address: '8.8.8.8' })]);
  await createResolvePlaces(parts, createPlacesRoom(parts))();
  expect(asked).toEqual([]);
});

test('a resolver is asked 100 at once, for each address once, and not for those of houses', async () => {
  await set({ [PLACES_URL.key]: resolverUrl });
  answer = known;
  const bans = Array.from({ length: 150 }, (_none, n) => seen({ address: `8.8.8.${n}` }));
  await record(db, web1, [
    ...bans,
    ...['10.0.0.1', '192.168.1.1', 'fd00::1', '127.0.0.1', '8.8.9.0/24', 'host.example'].map((text) => seen({ address: text })),
  ]);
  const room = createPlacesRoom(parts);
  const resolve = createResolvePlaces(parts, room);
  await resolve();
  await resolve();
  expect(asked.map(({ length }) => length)).toEqual([100, 50]);
  expect(asked.flat().every((text) => text.startsWith('8.8.8.'))).toBe(true);
  const places = (await archived(db)).map(({ address: text, country: code, asn, organisation }) =>
    [text.startsWith('8.8.8.'), code, asn, organisation].join(),
  );
  expect(new Set(places)).toEqual(new Set(['true,US,15169,Google LLC', 'false,,,']));
  expect(room.placeOf('8.8.8.7')).toEqual({ country: 'US', asn: 15_169, organisation: 'Google LLC' });

  // Another process, warmed up at its start; what it meets is not forgotten.
  const other = createPlacesRoom(parts);
  await other.look();
  expect(other.placeOf('8.8.8.9').country).toBe('US');
  clock.advance({ hours: 1 });
  await other.look();
  const { rows } = await sql<{ count: number }>`select count(*) as count from bans.places_cache where last_seen = ${clock.now()}`.execute(
    db,
  );
  expect(rows[0]?.count).toBe(1);
});

test.each([
  ['refuses', () => ({ status: 429, body: [] })],
  ['answers a page', () => ({ status: 200, body: '<html>' })],
])('a resolver that %s is asked again at the next run', async (_what, broken) => {
  await set({ [PLACES_URL.key]: resolverUrl });
  answer = broken;
  await record(db, web1, [seen({ address: '8.8.8.8' })]);
  const resolve = createResolvePlaces(parts, createPlacesRoom(parts));
  await resolve();
  answer = known;
  await resolve();
  expect(asked).toEqual([['8.8.8.8'], ['8.8.8.8']]);
  expect((await archived(db))[0]?.country).toBe('US');
});

test('what a resolver does not know is asked for again after some hours, not before', async () => {
  await set({ [PLACES_URL.key]: resolverUrl });
  answer = (addresses) => ({ status: 200, body: addresses.map((query) => ({ query, status: 'fail' })) });
  await record(db, web1, [seen({ address: '8.8.8.8' })]);
  const resolve = createResolvePlaces(parts, createPlacesRoom(parts));
  for (const hours of [0, 1, 6]) {
    clock.advance({ hours });
    await resolve();
  }
  expect(asked).toHaveLength(2);
  clock.set('2026-11-21T08:00:00Z');
});

test('a resolver that is not there stops nothing', async () => {
  await set({ [PLACES_URL.key]: 'http://127.0.0.1:9/' });
  await record(db, web1, [seen({ address: '8.8.8.8' })]);
  await createResolvePlaces(parts, createPlacesRoom(parts))();
  expect((await archived(db))[0]?.country).toBeNull();
});

test('old months leave the archive, lines go by the day, figures follow', async () => {
  await set({ [BANS_DAYS.key]: 90, [LINES_DAYS.key]: 30, [PLACES_DAYS.key]: 90, [ASN_FILE.key]: '' });
  const retention = createRetention({ db, transact, clock, log, metrics, settings, streams: ARCHIVE_STREAMS });
  await retention.lookAhead();
  const months = async () =>
    (
      await sql<{
        part: string;
      }>`select inhrelid::regclass::text as part from pg_inherits where inhparent = 'bans.bans'::regclass order by 1`.execute(db)
    ).rows.map(({ part }) => part);
  expect(await months()).toContain('bans.bans_m202611');
  const days = ['2026-08-01', '2026-08-24', '2026-10-21', '2026-10-23', '2026-11-20'].map((day) => at(`${day}T12:00:00Z`));
  await record(
    db,
    web1,
    days.map((began) => seen({ at: began, lines: ['a line'] })),
  );
  await sql`insert into bans.places_cache (address, country, resolved_at, last_seen) values
    ('8.8.8.8', 'US', now(), '2026-08-01T00:00:00Z'), ('8.8.4.4', 'US', now(), '2026-11-01T00:00:00Z')`.execute(db);
  await retention.run();
  // Nothing that had no part of its own is older than its days.
  expect((await archived(db)).map((ban) => ban.at.toString().slice(0, 10))).toEqual([
    '2026-08-24',
    '2026-10-21',
    '2026-10-23',
    '2026-11-20',
  ]);
  const lines = async () =>
    (await sql<{ day: string }>`select to_char(at, 'YYYY-MM-DD') as day from bans.ban_lines order by at`.execute(db)).rows.map(
      ({ day }) => day,
    );
  expect(await lines()).toEqual(['2026-10-23', '2026-11-20']);
  expect((await sql`select from bans.places_cache`.execute(db)).rows).toHaveLength(1);

  // A part goes whole, when its last day is older.
  clock.set('2027-02-28T12:00:00Z');
  await retention.run();
  expect((await archived(db)).map((ban) => ban.at.toString().slice(0, 10))).toEqual(['2026-11-20']);
  clock.set('2027-03-02T12:00:00Z');
  await retention.run();
  expect(await archived(db)).toEqual([]);
  expect(await months()).not.toContain('bans.bans_m202611');
  clock.set('2026-11-21T08:00:00Z');
});
