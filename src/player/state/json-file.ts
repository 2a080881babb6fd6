import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { z } from 'zod';
import type { Kept } from './kept.ts';

/**
 * A file of the state folder, for the player's user alone. What cannot be read of an earlier day, such as one that a full disk has cut
 * off, is put aside and said.
 */
export const jsonFile = <Schema extends z.ZodType>(
  path: string,
  schema: Schema,
  say: (message: string) => void = () => {},
): Kept<z.output<Schema>> => ({
  read() {
    if (!existsSync(path)) return null;
    try {
      return schema.parse(JSON.parse(readFileSync(path, 'utf8')));
    } catch {
      say(`${path} cannot be read: it is put aside as .broken`);
      setAside(path);
      return null;
    }
  },
  write(value) {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    const fresh = `${path}.new`;
    writeFileSync(fresh, JSON.stringify(value), { mode: 0o600, flush: true });
    renameSync(fresh, path);
  },
});

function setAside(path: string): void {
  try {
    renameSync(path, `${path}.broken`);
  } catch {
    // The folder takes nothing: then the next writing says so.
  }
}
