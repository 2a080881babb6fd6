import { expect, test } from 'vitest';
import { mayOpen } from './websites.ts';

test.each([
  ['https://example.org/menu', true],
  ['http://sub.example.org:8080/', true],
  ['https://93.184.215.14/', true],
  ['http://printer/', false],
  ['http://localhost:3000/', false],
  ['http://router.local/', false],
  ['http://nas.home.arpa/', false],
  ['http://10.1.2.3/', false],
  ['http://0x7f.1/', false],
  ['http://2130706433/', false],
  ['http://169.254.169.254/latest/meta-data', false],
  ['http://[::1]/', false],
  ['http://[fd00::1]/', false],
  ['http://[::ffff:192.168.0.1]/', false],
  ['http://intranet./', false],
  ['http://intranet../', false],
  ['http://fritz.box/', false],
])('without a list, of %s: %s', (url, expected) => {
  expect(mayOpen(url, [])).toBe(expected);
});

test.each([
  ['https://example.org/', true],
  ['https://EXAMPLE.org./', true],
  ['https://www.example.org/', false],
  ['https://a.b.example.net/', true],
  ['https://example.net/', false],
  ['https://evil-example.net/', false],
  ['http://10.1.2.3/board', true],
  ['http://10.1.2.4/board', false],
])('by a list, of %s: %s', (url, expected) => {
  expect(mayOpen(url, ['example.org', '*.example.net', '10.1.2.3'])).toBe(expected);
});
