import { isIP } from 'node:net';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addressOrNetwork, attributeName, banned, jailName, positive, seconds } from './outgoing.ts';

const refusal = expect.objectContaining({ kind: 'refused', outcome: 'not_done' });

test.each([
  ['198.51.100.7', '198.51.100.7'],
  ['2001:DB8:0:0::1', '2001:db8::1'],
  ['::ffff:198.51.100.7', '198.51.100.7'],
  ['::FFFF:c633:6407', '198.51.100.7'],
  ['198.51.100.7/32', '198.51.100.7'],
  ['192.0.2.0/24', '192.0.2.0/24'],
  ['10.0.0.0/8', '10.0.0.0/8'],
  ['2001:DB8:0::/32', '2001:db8::/32'],
  ['2001:db8::/48', '2001:db8::/48'],
  ['2001:db8::1/128', '2001:db8::1'],
  ['2001:2000::/19', '2001:2000::/19'],
])('%s goes out as %s', (written, sent) => {
  expect(addressOrNetwork(written)).toBe(sent);
});

test.each([
  '',
  'host.example',
  '198.51.100',
  '198.51.100.07',
  '198.51.100.7/24',
  '0.0.0.0/0',
  '10.0.0.0/7',
  '2001:db8::1/64',
  '2001::/18',
  '::/0',
  'fe80::1%eth0',
  '--all',
  '192.0.2.0/33',
  '1.2.3.4\n',
  ' 1.2.3.4',
  '::ffff:1.2.3.0/120',
  '192.0.2.0/024/1',
  "len('abcd')",
])('%j is no address', (written) => {
  expect(() => addressOrNetwork(written)).toThrow(refusal);
});

test('every address has one form, and that form stays', () => {
  fc.assert(
    fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), (written) => {
      fc.pre(isIP(written) !== 0);
      const sent = addressOrNetwork(written);
      expect(addressOrNetwork(sent)).toBe(sent);
      expect(isIP(sent)).not.toBe(0);
    }),
  );
});

describe('names', () => {
  test.each(['sshd', 'nginx-http-auth', 'my jail', 'Zürich'])('%s may be a jail', (name) => expect(jailName(name)).toBe(name));
  test.each(['', '--all', '-x', 'a\nb', 'logtarget', 'dbfile', 'loglevel', 'thread', 'x'.repeat(201)])('%j is no jail', (name) => {
    expect(() => jailName(name)).toThrow(refusal);
  });
  test.each(['_properties', '__class__', '', 'a b', 'a\n'])('%j is no setting', (name) => {
    expect(() => attributeName(name)).toThrow(refusal);
  });
  test.each(['user@host', "('a', 'b')"])('%s may have been banned', (name) => expect(banned(name)).toBe(name));
  test.each(['--all', '--report-absent', '', 'a\0'])('%j cannot have been banned', (name) => expect(() => banned(name)).toThrow(refusal));
});

test('times are whole seconds', () => {
  expect([seconds(1), seconds(-1), positive(3)]).toEqual([1, -1, 3]);
  for (const value of [0, -2, 0.5, Number.NaN, Number.POSITIVE_INFINITY]) expect(() => seconds(value)).toThrow(refusal);
  for (const value of [0, -1, 1.5]) expect(() => positive(value)).toThrow(refusal);
});
