import { z } from 'zod';
import { isAfter, isBefore } from '../../../../shared/time.ts';

/** An instant in UTC with `Z`, as the wire contract writes it. */
export const WireZ = z.iso.datetime({ offset: false, local: false });

/** What PostgreSQL can hold reaches further, but nothing that a player tells of lies beyond. */
const [FIRST, LAST] = [Temporal.Instant.from('1970-01-01T00:00:00Z'), Temporal.Instant.from('9999-12-31T23:59:59.999Z')];

/** What players send: some write an offset, some leave the zone away and mean UTC. Null: no instant, or none of these times. */
export function instantOf(text: string): Temporal.Instant | null {
  const zoned = /(?:z|[+-]\d{2}:?\d{2})$/i.test(text) ? text : `${text}Z`;
  try {
    const instant = Temporal.Instant.from(zoned);
    return isBefore(instant, FIRST) || isAfter(instant, LAST) ? null : instant;
  } catch {
    return null; // RangeError: no such day or time
  }
}
