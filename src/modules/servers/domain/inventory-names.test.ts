import fc from 'fast-check';
import { expect, test } from 'vitest';
import { distinctNames, groupWord, hostWord, isPlainHost, untemplated } from './inventory-names.ts';

test.each([
  ['Schule am Markt', 'schule_am_markt'],
  ['Grüße & Café', 'grusse_cafe'],
  ['7 days', '7_days'],
  ['--', 'x'],
  ['東京', 'x'],
])('%s becomes the group word %s', (text, word) => {
  expect(groupWord(text)).toBe(word);
});

test.each([
  ['web01.example.org', 'web01.example.org'],
  ['Web 01', 'web_01'],
  ['-oProxyCommand=x', 'oproxycommand_x'],
  ['a:b[1:3]', 'a_b_1_3_'],
  ['localhost', 'server_localhost'],
  ['LocalHost', 'server_localhost'],
  ['127.0.0.1', 'server_127.0.0.1'],
  ['::1', 'server_1'],
  ['all', 'server_all'],
  ['ungrouped', 'server_ungrouped'],
  ['_meta', 'server_meta'],
])('%s becomes the host word %s', (text, word) => {
  expect(hostWord(text)).toBe(word);
});

test.each([
  ['192.0.2.7', true],
  ['2001:db8::7', true],
  ['web01.example.org', true],
  ['-oProxyCommand=x', false],
  ['web01 -x', false],
  ['{{ x }}', false],
  ['', false],
  ['localhost', false],
  ['web.localhost', false],
  ['127.0.0.1', false],
  ['127.1', false],
  ['::1', false],
  ['localhost.example.org', true],
])('%s is a plain host: %s', (host, is) => {
  expect(isPlainHost(host)).toBe(is);
});

test('nothing is left that would be run as a template', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('{', '}', '%', '#', 'a') }), (text) => {
      expect(untemplated(text)).not.toMatch(/\{[{%#]/);
    }),
  );
});

test('every thing has a valid name of its own, in whatever order they come', () => {
  const things = fc.uniqueArray(fc.string({ maxLength: 4 }));
  fc.assert(
    fc.property(things, (texts) => {
      const naming = { plain: groupWord, mark: (text: string) => Buffer.from(text).toString('hex') };
      const names = distinctNames(texts, naming);
      expect(new Set(names.values()).size).toBe(texts.length);
      const reversed = distinctNames(texts.toReversed(), naming);
      for (const [text, name] of names) {
        expect(name).toMatch(/^[a-z0-9_]+$/);
        expect(reversed.get(text)).toBe(name);
      }
    }),
  );
});
