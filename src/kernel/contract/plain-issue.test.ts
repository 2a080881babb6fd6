import { expect, test } from 'vitest';
import { z } from 'zod';
import { plainIssue } from './plain-issue.ts';
import { InstantInput, line, WireId } from './wire.ts';

const said = (schema: z.ZodType, input: unknown): string | undefined =>
  schema
    .safeParse(input, { error: plainIssue })
    .error?.issues.map(({ message }) => message)
    .join(' ');

test.each([
  ['a text that is not there', line(10), undefined, 'This is missing.'],
  ['an empty text', line(10), '', 'This must not be empty.'],
  ['a long text', line(3), 'abcd', 'Use at most 3 characters.'],
  ['a number as text', z.int(), '30', 'This must be a number.'],
  ['half a number', z.int(), 1.5, 'This must be a whole number.'],
  ['a number in a query', z.coerce.number().int(), 'many', 'This must be a number.'],
  ['interval 0', z.int().min(1).max(3_650), 0, 'This must be at least 1.'],
  ['interval 3651', z.int().min(1).max(3_650), 3_651, 'This must be at most 3650.'],
  ['a negative share', z.number().gt(0), 0, 'This must be more than 0.'],
  ['no weekday', z.array(z.int()).min(1), [], 'Choose at least one.'],
  ['too many', z.array(z.int()).max(2), [1, 2, 3], 'These are more than 2.'],
  ['not among the choices', z.enum(['ok', 'due']), 'late', 'Choose one of these: ok, due.'],
  ['no choice made', z.enum(['ok', 'due']), undefined, 'This is missing.'],
  ['no id', WireId, 'web01', 'This is not an id.'],
  ['no instant', InstantInput, 'yesterday', 'This is not an instant such as 2026-11-21T08:00:00Z.'],
  ['no address', z.email(), 'olga', 'This is not an e-mail address.'],
  ['no range', z.union([z.cidrv4(), z.cidrv6()]), '300.0.0.0/8', 'This is not valid here.'],
  ["a contract's own words", z.string().min(10, 'Use a longer one.'), 'x', 'Use a longer one.'],
])('%s: %s', (_what, schema, input, sentence) => {
  expect(said(schema, input)).toBe(sentence);
});
