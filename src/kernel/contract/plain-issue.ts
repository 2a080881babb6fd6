import type { z } from 'zod';

/** What is wrong with a field, as a sentence for people; a contract's own words go before it. Undefined: zod's words stay. */
export function plainIssue(issue: z.core.$ZodRawIssue): string | undefined {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined ? 'This is missing.' : `This must be ${KINDS[String(issue.expected)] ?? 'something else'}.`;
    case 'invalid_format':
      return FORMATS[String(issue.format)] ?? 'This does not have the right form.';
    case 'invalid_value':
      return issue.input === undefined ? 'This is missing.' : `Choose one of these: ${issue.values.map(String).join(', ')}.`;
    case 'too_small':
      return tooSmall(issue.origin, issue.minimum, issue.inclusive ?? true);
    case 'too_big':
      return tooBig(issue.origin, issue.maximum, issue.inclusive ?? true);
    case 'invalid_union':
      return issue.input === undefined ? 'This is missing.' : 'This is not valid here.';
    default:
      return undefined;
  }
}

const KINDS: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
  null: 'null',
};

const FORMATS: Readonly<Record<string, string>> = {
  uuid: 'This is not an id.',
  email: 'This is not an e-mail address.',
  url: 'This is not an address such as https://example.org.',
  datetime: 'This is not an instant such as 2026-11-21T08:00:00Z.',
  cidrv4: 'This is not an address range such as 192.0.2.0/24.',
  cidrv6: 'This is not an address range such as 2001:db8::/32.',
  safeint: 'This must be a whole number.',
};

function tooSmall(origin: string, minimum: number | bigint, isInclusive: boolean): string {
  if (origin === 'string') return minimum === 1 ? 'This must not be empty.' : `Use at least ${minimum} characters.`;
  if (origin === 'array') return minimum === 1 ? 'Choose at least one.' : `Choose at least ${minimum}.`;
  return isInclusive ? `This must be at least ${minimum}.` : `This must be more than ${minimum}.`;
}

function tooBig(origin: string, maximum: number | bigint, isInclusive: boolean): string {
  if (origin === 'string') return `Use at most ${maximum} characters.`;
  if (origin === 'array') return `These are more than ${maximum}.`;
  return isInclusive ? `This must be at most ${maximum}.` : `This must be less than ${maximum}.`;
}
