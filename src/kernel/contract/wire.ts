import { z } from 'zod';

/** An instant on the wire: RFC 3339, any offset in, `Z` out. */
export const WireInstant = z.iso.datetime({ offset: true, local: false });

/** The same, as the action wants it. Leap seconds and impossible dates are refused by the schema before. */
export const InstantInput = WireInstant.transform((text, context) => {
  const instant = storableInstant(text);
  if (instant !== null) return instant;
  context.addIssue({ code: 'custom', message: 'This is not an instant such as 2026-11-21T08:00:00Z.' });
  return z.NEVER;
});

/** Between the years 1 and 9999 in UTC: an offset can lead out of them, and PostgreSQL writes other years differently. */
function storableInstant(text: string): Temporal.Instant | null {
  try {
    const instant = Temporal.Instant.from(text);
    return /^(?!0000)\d{4}-/.test(instant.toString()) ? instant : null;
  } catch {
    return null; // RangeError: no such day or time
  }
}

export const WireId = z.uuid();

/**
 * One line of text as people type it. Control characters (Cc) never reach the database: NUL would break the statement. Neither do marks
 * that turn the direction of writing round (UAX #9, section 2): with them "exe.jpg" can be shown for "gpj.exe". Arabic and Hebrew need none.
 */
export const line = (max: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(max)
    .regex(/^[^\p{Cc}\u202a-\u202e\u2066-\u2069]*$/u, 'Control characters are not allowed here.');

/** Several lines of text; empty is allowed, NUL and other control characters beyond tab and newline are not. */
export const prose = (max: number) =>
  z
    .string()
    .trim()
    .max(max)
    .regex(/^(?:[^\p{Cc}\u202a-\u202e\u2066-\u2069]|[\t\n\r])*$/u, 'Control characters are not allowed here.');

/** A comma-separated list in a query: `status=due,overdue`. */
export const commaList = <Item extends z.ZodType<unknown, string>>(item: Item) =>
  z
    .string()
    .max(2_000)
    .transform((text) => text.split(',').filter((part) => part !== ''))
    .pipe(z.array(item).max(100));

/** `true` or `false` in a query. */
export const queryFlag = z.enum(['true', 'false']).transform((text) => text === 'true');
