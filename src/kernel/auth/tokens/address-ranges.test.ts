import fc from 'fast-check';
import { expect, test } from 'vitest';
import { inRanges, isLoopback } from './address-ranges.ts';

test.each([
  ['192.0.2.7', ['192.0.2.0/24'], true],
  ['192.0.3.7', ['192.0.2.0/24'], false],
  ['192.0.2.7', ['198.51.100.0/24', '192.0.2.7/32'], true],
  ['::ffff:192.0.2.7', ['192.0.2.0/24'], true],
  ['2001:db8::1', ['2001:db8::/32'], true],
  ['2001:db9::1', ['2001:db8::/32'], false],
  ['192.0.2.7', ['2001:db8::/32'], false],
  ['192.0.2.7', ['0.0.0.0/0'], true],
  ['not an address', ['0.0.0.0/0'], false],
])('%s in %j: %s', (address, ranges, expected) => {
  expect(inRanges(address, ranges)).toBe(expected);
});

test('every address lies in its own range and in no range of nothing', () => {
  fc.assert(
    fc.property(fc.ipV4(), (address) => {
      expect(inRanges(address, [`${address}/32`])).toBe(true);
      expect(inRanges(address, [])).toBe(false);
    }),
  );
});

test.each(['127.0.0.1', '127.8.8.8', '::1', '::ffff:127.0.0.1'])('%s is loopback', (address) => {
  expect(isLoopback(address)).toBe(true);
});
