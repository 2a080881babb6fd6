import type { z } from 'zod';
import type { Kept } from '../../state/kept.ts';

/** As `jsonFile`, in this browser. What it has no room for is kept until the page ends. */
export function stored<Schema extends z.ZodType>(name: string, schema: Schema): Kept<z.output<Schema>> {
  const key = `caretaker-player.${name}`;
  return {
    read() {
      try {
        const read = schema.safeParse(JSON.parse(localStorage.getItem(key) ?? 'null'));
        return read.success ? read.data : null;
      } catch {
        return null; // Not JSON, or this browser keeps nothing.
      }
    },
    write(value) {
      try {
        localStorage.setItem(key, JSON.stringify(value));
      } catch {
        // It is full, or switched off: a trial needs nothing over its end.
      }
    },
  };
}

/** Version 4 of RFC 9562; `crypto.randomUUID` is for addresses with TLS alone. */
export function newUuid(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return bytes.toHex().replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
