import { expect, test } from 'vitest';
import { originOf } from './caller.ts';

test.each([
  ['192.0.2.7', '192.0.2.7'],
  ['::ffff:192.0.2.7', '192.0.2.7'],
  ['2001:db8::7', '2001:db8::7'],
  ['fe80::1%eth0', 'fe80::1'],
  ['unknown', null],
  ['192.0.2.7:50123', null],
  ['', null],
])('a request from %j comes from %j', (ip, address) => {
  expect(originOf({ ip, id: 'r1' })).toEqual({ address, requestId: 'r1' });
});
