import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { z } from 'zod';
import type { Kept } from './kept.ts';

/** A file of the state folder, for the player's user alone. */
export const jsonFile = <Schema extends z.ZodType>(path: string, schema: Schema): Kept<z.output<Schema>> => ({
  read() {
    try {
      const read = schema.safeParse(JSON.parse(readFileSync(path, 'utf8')));
      return read.success ? read.data : null;
    } catch {
      return null; // Not there yet, or cut off by a full disk of an earlier day.
    }
  },
  write(value) {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    const fresh = `${path}.new`;
    writeFileSync(fresh, JSON.stringify(value), { mode: 0o600, flush: true });
    renameSync(fresh, path);
  },
});
