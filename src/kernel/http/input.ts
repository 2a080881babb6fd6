import type { z } from 'zod';
import { generalTrouble, type Trouble, Troubled } from './problems.ts';
import { Refusal } from './serve.ts';

/**
 * Path, query and body as the one object that contracts describe. A key that comes twice is refused, not decided:
 * `?id=` beside `/:id` must not be able to name another row than the one that was looked at.
 */
export function gatherInput(params: unknown, query: unknown, body: unknown): Record<string, unknown> {
  if (body !== undefined && (typeof body !== 'object' || body === null || Array.isArray(body))) {
    throw badInput([{ path: '', message: 'The body must be an object.' }]);
  }
  // Without a prototype, so that a field called __proto__ is a field.
  const input: Record<string, unknown> = Object.create(null);
  const twice: string[] = [];
  for (const part of [params, query, body ?? {}]) {
    for (const [key, value] of Object.entries(part ?? {})) {
      if (Object.hasOwn(input, key) || (part === query && Array.isArray(value))) twice.push(key);
      input[key] = value;
    }
  }
  const broken = brokenTexts(input, '');
  if (broken.length > 0) throw badInput(broken.map((path) => ({ path, message: 'This holds half a character.' })));
  if (twice.length > 0) throw badInput(twice.map((path) => ({ path, message: 'This was given twice.' })));
  return input;
}

/**
 * Where half a character stands (a lone surrogate, which JSON can spell): no database can keep it, and saved as something else
 * it would not be what was sent. The depth of bodies is limited before.
 */
function brokenTexts(value: unknown, path: string): readonly string[] {
  if (typeof value === 'string') return value.isWellFormed() ? [] : [path];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    const place = path === '' ? key : `${path}.${key}`;
    return key.isWellFormed() ? brokenTexts(inner, place) : [place.toWellFormed()];
  });
}

export const badInput = (errors: NonNullable<Trouble['errors']>): Troubled => new Troubled(generalTrouble('kernel.bad_input', { errors }));

/** A form has fewer fields than this; a hostile body may have any number. */
const MAX_ISSUES = 50;

/** The places that zod found wrong, one entry per unknown field. */
export const issuesToErrors = (issues: readonly z.core.$ZodIssue[]): { path: string; message: string }[] =>
  issues
    .slice(0, MAX_ISSUES)
    .flatMap((issue) =>
      issue.code === 'unrecognized_keys'
        ? issue.keys
            .slice(0, MAX_ISSUES)
            .map((key) => ({ path: [...issue.path, key].map(String).join('.'), message: 'This is unknown here.' }))
        : [{ path: issue.path.map(String).join('.'), message: issue.message }],
    );

/**
 * The version that the caller saw last, from `If-Match` (RFC 9110 section 13.1.1). Null: none, or `*`, which any version fits.
 * Weak tags are accepted too: proxies that compress make them weak.
 */
export function versionOf(ifMatch: string | undefined): number | null {
  if (ifMatch === undefined || ifMatch.trim() === '*') return null;
  const match = /^\s*(?:W\/)?"(\d{1,9})"\s*$/.exec(ifMatch);
  if (match === null) throw new Refusal('kernel.bad_input', { path: 'If-Match' });
  return Number(match[1]);
}
