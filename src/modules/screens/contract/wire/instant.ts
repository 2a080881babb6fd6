import { z } from 'zod';

/** An instant in UTC with `Z`, as the wire contract writes it. */
export const WireZ = z.iso.datetime({ offset: false, local: false });

/** What players send: some write an offset, some leave the zone away and mean UTC. Null: no instant. */
export function instantOf(text: string): Temporal.Instant | null {
  const zoned = /(?:z|[+-]\d{2}:?\d{2})$/i.test(text) ? text : `${text}Z`;
  try {
    return Temporal.Instant.from(zoned);
  } catch {
    return null; // RangeError: no such day or time
  }
}
