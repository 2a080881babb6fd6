import { mkdtempSync, readFileSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { Reader } from 'maxmind';
import { afterAll, describe, expect, test } from 'vitest';
import { networkFrom } from '../../domain/address.ts';
import { fixturePath, testWithFixtures } from '../../testing/fixtures.ts';
import { type MmdbForm, type MmdbValue, mmdbBytes } from '../../testing/mmdb.ts';
import { type Mmdb, openMmdb } from './mmdb.ts';
import { MmdbFault } from './mmdb-values.ts';
import { createPlaces } from './places.ts';

const folder = mkdtempSync(join(tmpdir(), 'caretaker-places-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let files = 0;
function written(bytes: Uint8Array): string {
  files += 1;
  const path = join(folder, `${files}.mmdb`);
  writeFileSync(path, bytes);
  return path;
}

const COUNTRIES: readonly (readonly [string, MmdbValue])[] = [
  [
    '2.125.160.216/29',
    { country: { iso_code: 'GB', names: { en: 'United Kingdom', de: 'Vereinigtes Königreich' } }, traits: { is_anycast: true } },
  ],
  ['198.51.100.0/24', { registered_country: { iso_code: 'NL' } }],
  ['2001:db8::/32', { continent: { code: 'EU' }, country: { iso_code: 'DE' } }],
  ['203.0.113.0/24', { country: { iso_code: 'not a country' } }],
];
const NETWORKS: readonly (readonly [string, MmdbValue])[] = [
  ['1.0.0.0/24', { autonomous_system_number: 15_169, autonomous_system_organization: 'Google Inc.' }],
  ['2001:db8::/33', { autonomous_system_number: 4_294_967_295, autonomous_system_organization: `a\u202eb\0${'c'.repeat(400)}` }],
];
const COUNTRY: MmdbForm = { databaseType: 'DBIP-Country-Lite', builtAt: Temporal.Instant.from('2026-11-01T00:00:00Z') };

describe.each([24, 28, 32] as const)('records of %i bits', (recordSize) => {
  test('addresses are found in the narrowest network, those outside of all are nowhere', async () => {
    const places = createPlaces();
    const asn = written(mmdbBytes(NETWORKS, { databaseType: 'GeoLite2-ASN', recordSize }));
    expect(await places.refresh({ country: written(mmdbBytes(COUNTRIES, { ...COUNTRY, recordSize })), asn })).toBe(true);
    const country = (address: string) => places.placeOf(address).country;
    expect(country('2.125.160.216')).toBe('GB');
    expect(country('2.125.160.224')).toBeNull();
    expect(country('198.51.100.7')).toBe('NL');
    expect(country('198.51.100.0/24')).toBe('NL');
    expect(country('::ffff:198.51.100.7')).toBe('NL');
    expect(country('2001:db8:ffff::1')).toBe('DE');
    expect(country('203.0.113.9')).toBeNull();
    expect(places.placeOf('1.0.0.1')).toEqual({ country: null, asn: 15_169, organisation: 'Google Inc.' });
    expect(places.placeOf('2001:db8::1').asn).toBe(4_294_967_295);
    expect(places.placeOf('2001:db8::1').organisation).toBe(`a b ${'c'.repeat(196)}`);
    expect(places.placeOf('2001:db8:8000::1').asn).toBeNull();
  });
});

test('a file of IPv4 alone knows no IPv6', async () => {
  const places = createPlaces();
  await places.refresh({
    country: written(mmdbBytes([['192.0.2.0/24', { country: { iso_code: 'FR' } }]], { ...COUNTRY, ipVersion: 4 })),
    asn: '',
  });
  expect(places.placeOf('192.0.2.1').country).toBe('FR');
  expect(places.placeOf('::c000:201').country).toBeNull();
});

test.each(['host.example', 'root', '', '1.2.3', '1.2.3.4.5', '999.1.1.1', '../../etc', '::g'])(
  '"%s" is no address and is nowhere',
  async (text) => {
    const places = createPlaces();
    await places.refresh({ country: written(mmdbBytes(COUNTRIES, COUNTRY)), asn: '' });
    expect(places.placeOf(text)).toEqual({ country: null, asn: null, organisation: null });
  },
);

describe('what is wrong with a file is its state', () => {
  const stateOf = async (country: string) => {
    const places = createPlaces();
    await places.refresh({ country, asn: '' });
    expect(places.placeOf('2.125.160.216')).toEqual({ country: null, asn: null, organisation: null });
    return places.states().country;
  };
  test('none configured', async () => expect(await stateOf('')).toMatchObject({ state: 'none', code: 'bans.places_none' }));
  test('not there', async () =>
    expect(await stateOf(join(folder, 'absent.mmdb'))).toMatchObject({ state: 'broken', code: 'bans.places_missing' }));
  test('a folder', async () => expect(await stateOf(folder)).toMatchObject({ code: 'bans.places_unreadable' }));
  test('an ASN file for countries', async () =>
    expect(await stateOf(written(mmdbBytes(NETWORKS, { databaseType: 'GeoLite2-ASN' })))).toMatchObject({
      code: 'bans.places_wrong_kind',
      kind: 'GeoLite2-ASN',
    }));
  test.each([
    ['nothing in it', Buffer.alloc(0)],
    ['a text', Buffer.from('<html>not found</html>')],
    ['the marker alone', Buffer.concat([Buffer.from([0xab, 0xcd, 0xef]), Buffer.from('MaxMind.com')])],
    ['half of it', mmdbBytes(COUNTRIES, COUNTRY).subarray(0, 500)],
    ['its end alone', mmdbBytes(COUNTRIES, COUNTRY).subarray(-200)],
  ])('%s', async (_what, bytes) => expect(await stateOf(written(bytes))).toMatchObject({ state: 'broken', code: 'bans.places_corrupt' }));
});

test('a file is read again when it has changed, and not otherwise', async () => {
  const path = written(mmdbBytes(COUNTRIES, COUNTRY));
  const places = createPlaces();
  const paths = { country: path, asn: '' };
  expect(await places.refresh(paths)).toBe(true);
  expect(places.states().country).toMatchObject({ state: 'works', kind: 'DBIP-Country-Lite', builtAt: COUNTRY.builtAt });
  const edition = places.edition();
  expect(edition).not.toBe('');
  expect(await places.refresh(paths)).toBe(false);
  writeFileSync(path, mmdbBytes([['2.125.160.216/29', { country: { iso_code: 'FR' } }]], COUNTRY));
  utimesSync(path, 1_700_000_000, 1_700_000_000);
  expect(await places.refresh(paths)).toBe(true);
  expect(places.placeOf('2.125.160.216').country).toBe('FR');
  expect(places.edition()).not.toBe(edition);
  rmSync(path);
  expect(await places.refresh(paths)).toBe(true);
  expect([places.states().country.code, places.edition()]).toEqual(['bans.places_missing', '']);
});

test('a file that cannot be read says so', async () => {
  const path = join(folder, 'circle.mmdb');
  symlinkSync(path, path);
  const places = createPlaces();
  await places.refresh({ country: path, asn: '' });
  expect(places.states().country.code).toBe('bans.places_unreadable');
});

/** What `openMmdb` and look-ups do with bytes: an answer or an `MmdbFault`, soon. */
function tried(bytes: Buffer): number {
  const started = performance.now();
  try {
    const mmdb = openMmdb(bytes);
    for (const address of ['2.125.160.216', '198.51.100.7', '2001:db8::1', '255.255.255.255', '::']) lookedUp(mmdb, address);
  } catch (error) {
    if (!(error instanceof MmdbFault)) throw error;
  }
  return performance.now() - started;
}

function lookedUp(mmdb: Mmdb, address: string): void {
  try {
    mmdb.find(address, ['country', 'iso_code'], ['registered_country', 'iso_code'], ['autonomous_system_organization']);
  } catch (error) {
    if (!(error instanceof MmdbFault)) throw error;
  }
}

describe('hostile files', () => {
  const whole = mmdbBytes(COUNTRIES, COUNTRY);
  /** With the data of every network replaced. */
  const withData = (data: readonly number[]): Buffer => {
    const at = whole.indexOf(Buffer.alloc(16)) + 16;
    const end = whole.lastIndexOf(Buffer.from('MaxMind.com')) - 3;
    const room = Buffer.alloc(Math.max(end - at, data.length));
    room.set(data);
    return Buffer.concat([whole.subarray(0, at), room, whole.subarray(end)]);
  };

  test.each([
    ['a pointer to itself', [0x20, 0x00]],
    ['two pointers to each other', [0x20, 0x02, 0x20, 0x00]],
    ['a map whose value is itself', [0xe1, 0x41, 0x61, 0x20, 0x00]],
    ['a map of 16 million entries', [0xff, 0xff, 0xff, 0xff]],
    ['an array of 16 million entries', [0x1f, 0x04, 0xff, 0xff, 0xff]],
    ['a text of 16 million bytes', [0xe1, 0x47, ...Buffer.from('country'), 0xe1, 0x48, ...Buffer.from('iso_code'), 0x5f, 0xff, 0xff, 0xff]],
    ['a pointer beyond the end', [0x38, 0xff, 0xff, 0xff, 0xff]],
    ['arrays in arrays without end', Array.from({ length: 400 }, (_none, at) => (at % 2 === 0 ? 0x01 : 0x04))],
    [
      'a map in a map in a map, each full of pointers to the one before',
      Array.from({ length: 60 }, () => [0xe2, 0x41, 0x61, 0x20, 0x00, 0x41, 0x62, 0x20, 0x00]).flat(),
    ],
    ['a number of 2,000 bytes', [0xe1, 0x47, ...Buffer.from('country'), 0xde, 0x07, 0x00]],
  ])('%s', (_what, data) => {
    expect(tried(withData(data))).toBeLessThan(250);
  });

  test('a number of nodes, a version or a size of records that cannot be', () => {
    for (const form of [
      { node_count: 4_294_967_295 },
      { node_count: 0 },
      { record_size: 7 },
      { ip_version: 5 },
      { binary_format_major_version: 3 },
    ]) {
      const metadata = { node_count: 1, record_size: 24, ip_version: 6, binary_format_major_version: 2, database_type: 'Country', ...form };
      const bytes = mmdbBytes([['0.0.0.0/1', metadata]], COUNTRY);
      const value = bytes.subarray(bytes.indexOf(Buffer.from('node_count')) - 2, bytes.lastIndexOf(Buffer.from('MaxMind.com')) - 3);
      expect(() => openMmdb(Buffer.concat([bytes.subarray(0, bytes.lastIndexOf(Buffer.from('MaxMind.com')) + 11), value]))).toThrow(
        MmdbFault,
      );
    }
  });

  test('any bytes changed, cut or doubled: an answer or a fault, and soon (property)', () => {
    const change = fc.record({ at: fc.nat({ max: whole.length - 1 }), to: fc.integer({ min: 0, max: 255 }) });
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 12 }), fc.nat({ max: whole.length }), fc.boolean(), (changes, cut, isCut) => {
        const bytes = Buffer.from(whole);
        for (const { at, to } of changes) bytes.writeUInt8(to, at);
        expect(tried(isCut ? bytes.subarray(0, cut) : bytes)).toBeLessThan(500);
      }),
      { numRuns: 2_000 },
    );
  });
});

const FIXTURES = ['Country', 'City', 'ASN'].map((kind) => `maxmind/test-data/GeoLite2-${kind}-Test.mmdb`);

testWithFixtures(FIXTURES, 'every network of the test files answers as the library of MaxMind does', () => {
  let networks = 0;
  for (const name of FIXTURES) {
    const bytes = readFileSync(fixturePath(name));
    const [ours, theirs] = [openMmdb(bytes), new Reader<Record<string, unknown>>(bytes)];
    const paths = [
      ['country', 'iso_code'],
      ['registered_country', 'iso_code'],
      ['autonomous_system_number'],
      ['autonomous_system_organization'],
    ];
    // From one network to the next one: the whole space of IPv6.
    for (let at = 0n; at < 1n << 128n; ) {
      const [data, prefix] = theirs.getWithPrefixLength(textOf(at));
      const end = at + (1n << BigInt(128 - prefix));
      for (const address of [at, end - 1n])
        expect(ours.find(textOf(address), ...paths), textOf(address)).toEqual(paths.map((path) => valueAt(data, path)));
      networks += data === null ? 0 : 1;
      at = end;
    }
  }
  expect(networks).toBeGreaterThan(244);
});

/** Both readers take the first 96 bits as they stand; ours writes mapped addresses as IPv4. */
const textOf = (value: bigint): string => networkFrom(6, value, 128).text;

function valueAt(data: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (value, key) => (typeof value === 'object' && value !== null ? (Reflect.get(value, key) ?? null) : null),
    data,
  );
}

testWithFixtures(FIXTURES, '1.0.0.1 is of AS15169 and 2.125.160.216 in Great Britain', async () => {
  const places = createPlaces();
  await places.refresh({ country: fixturePath(FIXTURES[1] ?? ''), asn: fixturePath(FIXTURES[2] ?? '') });
  expect(places.placeOf('1.0.0.1')).toMatchObject({ asn: 15_169, organisation: 'Google Inc.' });
  expect(places.placeOf('2.125.160.216').country).toBe('GB');
  await places.refresh({ country: fixturePath(FIXTURES[0] ?? ''), asn: '' });
  expect(places.placeOf('2.125.160.216').country).toBe('GB');
  expect(places.states().country).toMatchObject({ state: 'works', kind: 'GeoLite2-Country' });
});
