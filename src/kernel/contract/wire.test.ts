import { expect, test } from 'vitest';
import { InstantInput, line, prose } from './wire.ts';

test.each([
  ['a name', 'srv2', true],
  ['umlauts', 'Dateiserver Österreich', true],
  ['Arabic', 'خادم الملفات', true],
  ['a line break', 'a\nb', false],
  ['NUL', 'a\0b', false],
  ['a mark that turns the direction round', 'a\u202egpj.exe', false],
  ['an isolate that does', 'a\u2066b', false],
  ['blanks alone', '   ', false],
])('one line: %s', (_what, text, isAllowed) => {
  expect(line(60).safeParse(text).success).toBe(isAllowed);
});

test.each([
  ['several lines', 'a\n\tb\r\nc', true],
  ['nothing', '', true],
  ['NUL', 'a\0b', false],
  ['a mark that turns the direction round', 'a\n\u202eb', false],
])('prose: %s', (_what, text, isAllowed) => {
  expect(prose(60).safeParse(text).success).toBe(isAllowed);
});

test.each([
  ['UTC', '2026-11-21T08:00:00Z', true],
  ['another offset', '2026-11-21T09:00:00+01:00', true],
  ['no offset', '2026-11-21T08:00:00', false],
  ['a year before PostgreSQL counts', '0000-01-01T00:00:00Z', false],
  ['a day that is not', '2026-02-30T08:00:00Z', false],
])('an instant with %s', (_what, text, isAllowed) => {
  expect(InstantInput.safeParse(text).success).toBe(isAllowed);
});
