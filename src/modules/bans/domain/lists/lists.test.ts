import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readFixture, testWithFixtures } from '../../testing/fixtures.ts';
import { isTooWide, type Network, networkFrom, networkOf, overlaps } from '../address.ts';
import { addressesOf, aggregate, deltaOf } from './aggregate.ts';
import { judgeList, type Protected } from './judge.ts';
import { indexNetworks } from './network-index.ts';
import { parseList } from './parse.ts';
import { faultOfSource, isHtml, textOf } from './source.ts';
import type { BlocklistFormat } from './words.ts';

const report = (
  text: string,
  format: BlocklistFormat = 'plain',
  protections: readonly Protected[] = [],
  csvColumn: number | null = null,
) => {
  const list = parseList(text, { format, csvColumn });
  return { entries: list.entries.length, lines: list.lines, ...judgeList(list.entries, protections) };
};
const refusedOf = (judged: ReturnType<typeof report>) => Object.fromEntries(judged.refused.map(({ why, count }) => [why, count]));

testWithFixtures(
  ['lists/spamhaus_drop.netset'],
  'Spamhaus DROP as FireHOL keeps it: 683 networks with the addresses that its header states',
  () => {
    const judged = report(readFixture('lists/spamhaus_drop.netset'), 'netset');
    expect(judged.entries).toBe(683);
    expect(judged.refused).toEqual([]);
    expect(judged.duplicates).toBe(0);
    expect(judged.addresses).toBe(22_583_552n);
  },
);

testWithFixtures(['lists/ipsum/levels/8.txt'], 'IPsum, level 8: 23 addresses', () => {
  const judged = report(readFixture('lists/ipsum/levels/8.txt'));
  expect([judged.entries, judged.addresses, judged.refused]).toEqual([23, 23n, []]);
});

testWithFixtures(['lists/intelmq/drop.txt'], 'Spamhaus DROP with IPv6: one network of each', () => {
  const judged = report(readFixture('lists/intelmq/drop.txt'), 'spamhaus');
  expect(judged.wanted.map(({ text }) => text)).toEqual(['1.4.0.0/17', '2a06:e480::/29']);
});

const BOGONS = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '224.0.0.0/3',
];

test('a list like firehol_level1 keeps its strangers and loses everything of one’s own house', () => {
  const judged = report(['# firehol_level1', ...BOGONS, '1.10.16.0/20', '5.134.128.0/19'].join('\n'), 'netset');
  expect(refusedOf(judged)).toEqual({ reserved: 7, too_wide: 1 });
  expect(judged.refused[0]?.samples.map(({ text }) => text)).toContain('10.0.0.0/8');
  expect(judged.wanted.map(({ text }) => text)).toEqual(['1.10.16.0/20', '5.134.128.0/19']);
});

test('what an entry is refused for is named, with the line and what speaks against it', () => {
  const protections: Protected[] = [
    { network: networkOf('185.3.4.0/24'), kind: 'allow_entry', whose: 'the mail provider' },
    { network: networkOf('203.1.2.3'), kind: 'user_address', whose: '' },
    { network: networkOf('198.17.0.9'), kind: 'host_address', whose: 'web01' },
  ];
  const text = '185.3.0.0/16\r\n203.1.2.3\r\n198.17.0.0/24\r\nnonsense\r\n9.9.9.9/8\r\n0.0.0.0/0\r\n45.1.1.1\r\n45.1.1.1\r\n';
  const judged = report(text, 'plain', protections);
  expect(refusedOf(judged)).toEqual({ allowed: 1, user_address: 1, host_address: 1, invalid: 1, host_bits: 1, too_wide: 1 });
  const samples = Object.fromEntries(judged.refused.map(({ why, samples: [first] }) => [why, first]));
  expect(samples['allowed']).toEqual({ line: 1, text: '185.3.0.0/16', because: '185.3.4.0/24 the mail provider' });
  expect(samples['host_bits']).toEqual({ line: 5, text: '9.9.9.9/8', because: '9.0.0.0/8' });
  expect([judged.duplicates, judged.wanted.map((network) => network.text)]).toEqual([1, ['45.1.1.1']]);
});

test.each([
  ['spamhaus', '; header\n1.4.0.0/17 ; SBL256893\n', ['1.4.0.0/17']],
  [
    'spamhaus-json',
    '{"cidr":"1.4.0.0/17","sblid":"SBL1","rir":"apnic"}\n{"cidr":"2a06:e480::/29"}\n{"type":"metadata","records":2}\n',
    ['1.4.0.0/17', '2a06:e480::/29'],
  ],
  ['plain', '\uFEFF1.1.1.1 # one\n\n// two\n1.1.1.2 ; two\n# three\n', ['1.1.1.1', '1.1.1.2']],
  ['plain', '1.1.1.0-1.1.1.255\n1.1.2.0 - 1.1.2.127', ['1.1.1.0/24', '1.1.2.0/25']],
  ['netset', '1.1.1.0/25\n1.1.1.128/25\n1.1.1.7\n', ['1.1.1.0/24']],
] as const)('%s: %j', (format, text, wanted) => {
  const judged = report(text, format);
  expect(judged.wanted.map((network) => network.text)).toEqual(wanted);
  expect(judged.refused).toEqual([]);
});

test('a column of a CSV file, quoted or not, with its heading', () => {
  const judged = report(
    'first_seen,"address","why, and how"\n2026-01-01,"1.1.1.1","a ""b"", c"\n2026-01-02,1.1.1.2,x\n2026-01-03,,\n',
    'csv',
    [],
    2,
  );
  expect(judged.wanted.map((network) => network.text)).toEqual(['1.1.1.1', '1.1.1.2']);
  expect(report('a;b\n1;2.2.2.2\n', 'csv', [], 2).wanted.map((network) => network.text)).toEqual(['2.2.2.2']);
});

test('a JSON line that is none, and one of which the network is no text, are entries that cannot be read', () => {
  expect(refusedOf(report('{"cidr":\n[1]\nnull\n{"cidr":7}\n', 'spamhaus-json'))).toEqual({ invalid: 4 });
  const hostile = report('{"cidr":"a\\u0000b\\ud800"}\n', 'spamhaus-json');
  expect(hostile.refused[0]?.samples[0]?.text).toBe('a\ufffdb\ufffd');
});

const anyNetwork = fc.tuple(fc.boolean(), fc.nat({ max: 2 ** 16 - 1 }), fc.integer({ min: 24, max: 32 })).map(([isV6, low, prefix]) => {
  const [version, bits, base] = isV6 ? ([6, 128, 0x2a00n << 112n] as const) : ([4, 32, 0x0505_0000n] as const);
  return networkFrom(version, base + BigInt(low), isV6 ? prefix + 96 : prefix > bits ? bits : prefix);
});

/** Every single address, the slow and certain way. */
const spelledOut = (networks: readonly Network[]): Set<string> => {
  const all = new Set<string>();
  for (const { version, start, end } of networks) for (let at = start; at <= end; at += 1n) all.add(`${version} ${at}`);
  return all;
};

test('put together: exactly the same addresses, nothing twice, and nothing left that could be put together', () => {
  fc.assert(
    fc.property(fc.array(anyNetwork, { maxLength: 40 }), (networks) => {
      const result = aggregate(networks);
      expect(spelledOut(result)).toEqual(spelledOut(networks));
      expect(addressesOf(result)).toBe(BigInt(spelledOut(networks).size));
      expect(aggregate(result)).toEqual(result);
      const shuffled = aggregate([...networks].reverse());
      expect(shuffled).toEqual(result);
      for (const [index, network] of result.entries()) {
        const next = result[index + 1];
        const areSiblings =
          next !== undefined && next.prefix === network.prefix && next.version === network.version && next.start === network.end + 1n;
        const isLeft = (network.start >> BigInt((network.version === 4 ? 32 : 128) - network.prefix)) % 2n === 0n;
        expect(areSiblings && isLeft).toBe(false);
      }
    }),
    { numRuns: 150 },
  );
});

test('what lies side by side never becomes wider than what may be banned', () => {
  const result = aggregate([networkOf('16.0.0.0/8'), networkOf('17.0.0.0/8'), networkOf('2000::/19'), networkOf('2000:2000::/19')]);
  expect(result.map(({ text }) => text)).toEqual(['16.0.0.0/8', '17.0.0.0/8', '2000::/19', '2000:2000::/19']);
  expect(result.some(isTooWide)).toBe(false);
});

test('the index finds what a look at each would find', () => {
  fc.assert(
    fc.property(fc.array(anyNetwork, { maxLength: 60 }), anyNetwork, (networks, asked) => {
      const found = indexNetworks(networks, (network) => network).overlapping(asked);
      expect(found !== null).toBe(networks.some((network) => overlaps(network, asked)));
      if (found !== null) expect(overlaps(found, asked)).toBe(true);
    }),
    { numRuns: 500 },
  );
});

test('the same list a second time changes nothing; another one exactly what differs', () => {
  expect(deltaOf(['1.1.1.1', '2.2.2.2'], ['1.1.1.1', '2.2.2.2'])).toEqual({ added: [], removed: [], unchanged: 2 });
  expect(deltaOf(['1.1.1.1', '2.2.2.2'], ['2.2.2.2', '3.3.3.3'])).toEqual({ added: ['3.3.3.3'], removed: ['1.1.1.1'], unchanged: 1 });
});

test('forty thousand entries are read, judged and put together within two seconds', () => {
  const lines = Array.from(
    { length: 40_000 },
    (_, index) => `${20 + (index % 60)}.${(index >> 3) % 256}.${(index * 7) % 256}.${(index * 13) % 256}`,
  );
  const protections = Array.from(
    { length: 500 },
    (_, index): Protected => ({ network: networkOf(`90.${index % 256}.${index >> 8}.1`), kind: 'host_address', whose: '' }),
  );
  const started = performance.now();
  const judged = report(lines.join('\n'), 'plain', protections);
  expect(performance.now() - started).toBeLessThan(2_000);
  expect(judged.wanted.length).toBeGreaterThan(10_000);
});

const measured = { entries: 100, networks: 100, entriesBefore: null, cap: 40_000, isByHand: false };

test.each([
  ['nothing at all', { entries: 0, networks: 0 }, 'bans.source_empty'],
  ['nothing that can be used', { networks: 0 }, 'bans.source_nothing_usable'],
  ['more than the cap', { networks: 40_001 }, 'bans.source_over_cap'],
  ['less than half of before', { entriesBefore: 201 }, 'bans.source_shrunk'],
] as const)('a source with %s changes nothing', (_what, change, code) => {
  expect(faultOfSource({ ...measured, ...change })).toMatchObject({ ok: false, code });
});

test.each([
  ['exactly half of before', { entriesBefore: 200 }],
  ['less than half, read by a person who sees the report', { entriesBefore: 201, isByHand: true }],
  ['a short list that became shorter', { entries: 1, networks: 1, entriesBefore: 19 }],
])('a source with %s is well', (_what, change) => {
  expect(faultOfSource({ ...measured, ...change }).ok).toBe(true);
});

test.each([
  ['<!DOCTYPE html><html>', 'text/plain', true],
  ['\uFEFF \n<html lang="en">', '', true],
  ['1.1.1.1', 'text/html; charset=utf-8', true],
  ['1.1.1.1', 'text/plain', false],
])('%j as %j is a web page: %s', (text, type, expected) => {
  expect(isHtml(text, type)).toBe(expected);
});

test('bytes that are no text', () => {
  expect(textOf(new Uint8Array([0x1f, 0x8b, 8]))).toMatchObject({ code: 'bans.source_not_text' });
  expect(textOf(new TextEncoder().encode('1.1.1.1\0'))).toMatchObject({ code: 'bans.source_not_text' });
  expect(textOf(new Uint8Array(16 * 1_048_576 + 1))).toMatchObject({ code: 'bans.source_too_large' });
});
