import fc from 'fast-check';
import { expect, test } from 'vitest';
import { kindOf } from './addresses.ts';

test.each([
  ['8.8.8.8', 'public'],
  ['2606:4700::1111', 'public'],
  ['10.1.2.3', 'private'],
  ['172.31.255.255', 'private'],
  ['172.32.0.1', 'public'],
  ['192.168.0.1', 'private'],
  ['100.64.0.1', 'private'],
  ['127.0.0.1', 'private'],
  ['::1', 'private'],
  ['fd12:3456::1', 'private'],
  ['0.0.0.0', 'forbidden'],
  ['0.1.2.3', 'forbidden'],
  ['169.254.169.254', 'forbidden'],
  ['100.100.100.200', 'forbidden'],
  ['168.63.129.16', 'forbidden'],
  ['224.0.0.1', 'forbidden'],
  ['255.255.255.255', 'forbidden'],
  ['::', 'forbidden'],
  ['fe80::1', 'forbidden'],
  ['fe80::1%eth0', 'forbidden'],
  ['ff02::1', 'forbidden'],
  ['fd00:ec2::254', 'forbidden'],
  ['::ffff:169.254.169.254', 'forbidden'],
  ['::FFFF:a9fe:a9fe', 'forbidden'],
  ['0:0:0:0:0:ffff:a9fe:a9fe', 'forbidden'],
  ['::ffff:127.0.0.1', 'private'],
  ['::ffff:8.8.8.8', 'public'],
  ['::ffff:0:127.0.0.1', 'private'],
  ['::127.0.0.1', 'private'],
  ['64:ff9b::a9fe:a9fe', 'forbidden'],
  ['64:ff9b::10.0.0.1', 'private'],
  ['64:ff9b::8.8.8.8', 'public'],
  ['64:ff9b:1:2::a9fe:a9fe', 'forbidden'],
  ['2002:7f00:1::', 'private'],
  ['2002:a9fe:a9fe::1', 'forbidden'],
  ['2002:808:808::1', 'public'],
  ['localhost', 'forbidden'],
  ['', 'forbidden'],
  ['1.2.3', 'forbidden'],
] as const)('%s is %s', (address, kind) => {
  expect(kindOf(address)).toBe(kind);
});

test('an IPv4 address is judged the same however IPv6 carries it', () => {
  fc.assert(
    fc.property(fc.ipV4(), (address) => {
      for (const carrier of ['::ffff:', '64:ff9b::']) expect(kindOf(`${carrier}${address}`)).toBe(kindOf(address));
    }),
  );
});

test('anything at all gets an answer', () => {
  fc.assert(fc.property(fc.oneof(fc.ipV6(), fc.string()), (text) => ['public', 'private', 'forbidden'].includes(kindOf(text))));
});
