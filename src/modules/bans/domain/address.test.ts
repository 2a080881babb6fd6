import fc from 'fast-check';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { testDatabase } from '../../../kernel/testing/database.ts';
import { contains, enclosing, isTooWide, networkOf, overlaps, parseAddress, parseNetwork, readRange } from './address.ts';

test.each([
  ['192.0.2.7', '192.0.2.7'],
  ['0.0.0.0', '0.0.0.0'],
  ['2001:DB8:0:0:0:0:0:7', '2001:db8::7'],
  ['2001:db8::1:0:0:1', '2001:db8::1:0:0:1'],
  ['::', '::'],
  ['::ffff:192.0.2.7', '192.0.2.7'],
  ['::FFFF:c000:207', '192.0.2.7'],
  ['0:0:0:0:0:ffff:192.0.2.7', '192.0.2.7'],
  ['64:ff9b::192.0.2.33', '64:ff9b::c000:221'],
])('%s is the address %s', (text, address) => {
  expect(parseAddress(text)).toBe(address);
});

test.each([
  ['010.0.0.1', 'a leading zero: octal to inet_aton, decimal to others'],
  ['1.2.3', 'three parts: 1.2.0.3 to inet_aton'],
  ['1', 'a number'],
  ['0x7f.0.0.1', 'hexadecimal'],
  ['1.2.3.256', 'too large'],
  ['1.2.3.4.5', 'five parts'],
  [' 1.2.3.4', 'a blank'],
  ['1.2.3.4\n', 'an end of line'],
  ['1.2.3.4/32', 'a mask'],
  ['fe80::1%eth0', 'a zone'],
  ['1::2::3', 'two gaps'],
  ['1:2:3:4:5:6:7', 'seven groups'],
  ['1:2:3:4:5:6:7::8', 'a gap of nothing'],
  ['::12345', 'a group of five'],
  ['::1.2.3', 'half an IPv4 address'],
  ['::1.2.3.4:5', 'an IPv4 address in the middle'],
  ['::01.2.3.4', 'a leading zero behind ::'],
  ['1.2.3.4::', 'an IPv4 address in front'],
  [':1:2:3:4:5:6:7:8', 'a colon in front'],
  ['٣.1.1.1', 'other digits'],
  ['', 'nothing'],
  ['host.example', 'a name'],
])('%j is no address: %s', (text) => {
  expect(parseAddress(text)).toBeNull();
});

test.each([
  ['10.1.2.3/8', 'bans.host_bits_set', '10.0.0.0/8'],
  ['2001:db8::1/32', 'bans.host_bits_set', '2001:db8::/32'],
  ['10.0.0.0/33', 'bans.not_an_address', undefined],
  ['10.0.0.0/08', 'bans.not_an_address', undefined],
  ['10.0.0.0/', 'bans.not_an_address', undefined],
  ['10.0.0.0/255.0.0.0', 'bans.not_an_address', undefined],
  ['::ffff:10.0.0.0/8', 'bans.not_an_address', undefined],
])('%s: %s', (text, code, network) => {
  const result = parseNetwork(text);
  expect(result).toMatchObject({ ok: false, code });
  if (!result.ok) expect(result.params['network']).toBe(network);
});

test('a mapped network is counted in bits of IPv4', () => {
  expect(networkOf('::ffff:10.0.0.0/104').text).toBe('10.0.0.0/8');
});

test('the widest that is let through is /8, and /19 of IPv6', () => {
  expect(['16.0.0.0/7', '16.0.0.0/8', '2000::/18', '2000::/19'].map((text) => isTooWide(networkOf(text)))).toEqual([
    true,
    false,
    true,
    false,
  ]);
});

test.each([
  ['192.0.2.1-192.0.2.9', 9n],
  ['192.0.2.1 - 192.0.2.1', 1n],
])('%s is a range', (text, count) => {
  const range = readRange(text);
  expect(range === null ? null : range.end - range.start + 1n).toBe(count);
});

test.each(['192.0.2.9-192.0.2.1', '192.0.2.1-::1', '192.0.2.1', '1.1.1.1-2.2.2.2-3.3.3.3'])('%s is none', (text) => {
  expect(readRange(text)).toBeNull();
});

const { db } = await testDatabase();

const anyAddress = fc.oneof(
  fc.ipV4(),
  fc.ipV6(),
  fc.tuple(fc.nat({ max: 0xffff }), fc.ipV4()).map(([group, v4]) => `::${group.toString(16)}:${v4}`),
);

/** What PostgreSQL makes of texts: the network's first and last address and its length, or null. Its one other spelling (::1.2.3.4) is read by us too. */
async function askPostgres(texts: readonly string[]) {
  const { rows } = await sql<{ first: string; last: string; bits: number; isSame: boolean; overlapsFirst: boolean; within: boolean }>`
    select host(network(n)) as first, host(broadcast(n)) as last, masklen(n) as bits, n = network(n) as "isSame",
      n && ${texts[0]}::inet as "overlapsFirst", n <<= ${texts[0]}::inet as within
    from unnest(${[...texts]}::text[]) with ordinality t(text, place), lateral (select text::inet) i(n) order by place`.execute(db);
  return rows;
}

test('networks are PostgreSQL’s: the same first and last address, host bits, overlap and containment', async () => {
  const anyNetwork = fc
    .tuple(anyAddress, fc.nat({ max: 128 }))
    .map(([address, bits]) => `${address}/${address.includes(':') ? bits : bits % 33}`);
  await fc.assert(
    fc.asyncProperty(fc.array(anyNetwork, { minLength: 2, maxLength: 60 }), async (texts) => {
      const plain = texts.filter((text) => !/^::ffff:/i.test(text) && parseAddress(text.split('/')[0] ?? '') !== null);
      if (plain.length === 0) return;
      const theirs = await askPostgres(plain);
      const around = (text: string) => enclosing(text.split('/')[0] ?? '', Number(text.split('/')[1]));
      for (const [index, text] of plain.entries()) {
        const [ours, row, first] = [around(text), theirs[index], around(plain[0] ?? '')];
        if (parseAddress(text.split('/')[0] ?? '')?.includes('.') && text.includes(':')) continue; // mapped: IPv4 to us
        expect(networkOf(row?.first ?? '').start).toBe(ours.start);
        // An end among the mapped addresses is IPv4 to us.
        if (!row?.last.startsWith('::ffff:')) expect(networkOf(row?.last ?? '').start).toBe(ours.end);
        expect(row?.bits).toBe(ours.prefix);
        expect(parseNetwork(text).ok).toBe(row?.isSame);
        if (row?.isSame && theirs[0]?.isSame) {
          expect(overlaps(ours, first)).toBe(row.overlapsFirst);
          expect(contains(first, ours)).toBe(row.within);
        }
      }
    }),
    { numRuns: 40 },
  );
});

test('whatever is accepted is read again as itself, and stored by PostgreSQL without a change', async () => {
  await fc.assert(
    fc.asyncProperty(anyAddress, async (text) => {
      const address = parseAddress(text);
      if (address === null) return;
      expect(parseAddress(address)).toBe(address);
      // The URL parser writes IPv6 as RFC 5952 does.
      if (address.includes(':')) expect(`[${address}]`).toBe(new URL(`http://[${address}]`).hostname);
      const { rows } = await sql<{
        same: boolean;
        back: string;
      }>`select ${address}::inet = ${text.replace(/^::ffff:(?=\d+\.)/i, '')}::inet as same, ${address}::inet::text as back`.execute(db);
      expect(parseAddress((rows[0]?.back ?? '').split('/')[0] ?? '')).toBe(address);
    }),
    { numRuns: 300 },
  );
});
