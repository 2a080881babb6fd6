import { expect, test } from 'vitest';
import { consoleUrl, installCommands } from './install.ts';

test('the console is found in the address that reports go to', () => {
  expect(consoleUrl('https://care.example.org/api/servers/report')).toBe('https://care.example.org');
  expect(consoleUrl('https://example.org/care/api/servers/report')).toBe('https://example.org/care');
});

test('the commands can be pasted as they are', () => {
  expect(installCommands('https://care.example.org', 'ctr_abc')).toEqual({
    fetch: 'curl -fsS https://care.example.org/agent/report.sh -o caretaker-report.sh',
    storeToken: "(umask 077; printf '%s\\n' ctr_abc > caretaker-report-token)",
    tryOut: 'sh caretaker-report.sh --dry-run\nsh caretaker-report.sh --url https://care.example.org --token-file caretaker-report-token',
    install:
      'sudo sh caretaker-report.sh --url https://care.example.org --token-file caretaker-report-token --install\nrm caretaker-report-token',
  });
});

test('the token is never an argument of the script, and none is invented', () => {
  const { fetch, tryOut, install } = installCommands('https://care.example.org', 'ctr_abc');
  expect([fetch, tryOut, install].join()).not.toContain('ctr_abc');
  expect(installCommands('https://care.example.org', null).storeToken).toBeNull();
});

test('an odd address stays one word of the shell', () => {
  expect(installCommands('https://[2001:db8::1]:8080', null).fetch).toContain("'https://[2001:db8::1]:8080/agent/report.sh'");
  expect(installCommands("http://o'brien", null).fetch).toContain("'http://o'\\''brien/agent/report.sh'");
});
