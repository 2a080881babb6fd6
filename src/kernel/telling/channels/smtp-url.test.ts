import { expect, test } from 'vitest';
import { isAddress } from './address.ts';
import { cutTo } from './ntfy.ts';
import { readSmtpUrl } from './smtp-url.ts';

test.each([
  ['smtp://mail.example.org', { host: 'mail.example.org', port: 587, isImplicitTls: false, needsTls: true, user: null, password: null }],
  ['smtps://u:p%40ss@mail.example.org', { port: 465, isImplicitTls: true, user: 'u', password: 'p@ss' }],
  ['smtp://127.0.0.1:1025', { port: 1025, needsTls: false }],
  ['smtp://u:p@localhost:25', { needsTls: false, password: 'p' }],
  ['smtp://[::1]:25', { host: '::1', needsTls: false }],
  ['smtp://relay.example.org:25?tls=never', { needsTls: false, user: null }],
] as const)('%s is a mail server', (url, server) => {
  expect(readSmtpUrl(url)).toMatchObject(server);
});

test.each([
  ['a password in plain text', 'smtp://u:p@mail.example.org?tls=never'],
  ['another protocol', 'https://mail.example.org'],
  ['a path', 'smtp://mail.example.org/x'],
  ['an unknown word', 'smtp://mail.example.org?tls=maybe'],
  ['broken escapes', 'smtp://u:%zz@mail.example.org'],
  ['no host', 'smtp://'],
  ['nothing', ''],
])('%s is none', (_what, url) => {
  expect(readSmtpUrl(url)).toBeNull();
});

test.each([
  ['email', 'olga@example.org', true],
  ['email', 'olga@example.org\r\nBcc: x@example.net', false],
  ['email', 'olga@example.org, x@example.net', false],
  ['webhook', 'https://hooks.example.org/a?b=c', true],
  ['webhook', 'https://user:pass@hooks.example.org/', false],
  ['webhook', 'file:///etc/passwd', false],
  ['ntfy', 'https://ntfy.example.org/my-topic', true],
  ['ntfy', 'https://example.org/ntfy/my_topic', true],
  ['ntfy', 'https://ntfy.example.org/', false],
] as const)('%s to %j: %s', (kind, target, isOne) => {
  expect(isAddress(kind, target)).toBe(isOne);
});

test('a long text is cut to whole characters', () => {
  expect(cutTo('short', 100)).toBe('short');
  expect(cutTo('ä'.repeat(10), 5)).toBe('ää…');
});
