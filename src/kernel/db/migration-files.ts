import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { z } from 'zod';
import type { Tx } from './database.ts';

/**
 * The migrations of the kernel or of one module. Each file exports `up(db: Kysely<unknown>)`, which runs in one transaction, once per
 * database, for ever unchanged; so it knows no types of today's tables. There is no way down: the way back is a restore.
 */
export interface MigrationSet {
  /** `kernel`, or the module's name. */
  readonly owner: string;
  /** Folder of `0001_name.ts` files, ending with a slash: `new URL('./migrations/', import.meta.url)`. */
  readonly folder: URL;
}

export interface MigrationFile {
  readonly owner: string;
  /** Without the ending. */
  readonly name: string;
  /** SHA-256 (hex) of the text. */
  readonly hash: string;
  load(): Promise<{ up(tx: Tx): Promise<void> }>;
}

const FILE = /^\d{4}_[a-z0-9_]+\.ts$/;

const Loaded = z.looseObject({ up: z.custom<(tx: Tx) => Promise<void>>((value) => typeof value === 'function') });

/** All files of all sets, in the order in which they are applied. */
export async function readMigrations(sets: readonly MigrationSet[]): Promise<readonly MigrationFile[]> {
  return (await Promise.all(sets.map(readSet))).flat();
}

async function readSet({ owner, folder }: MigrationSet): Promise<MigrationFile[]> {
  const names = (await readdir(folder)).filter((name) => FILE.test(name)).sort();
  return Promise.all(
    names.map(async (name) => {
      const url = new URL(name, folder);
      const hash = createHash('sha256')
        .update(await readFile(url))
        .digest('hex');
      return { owner, name: name.replace(/\.ts$/, ''), hash, load: async () => Loaded.parse(await import(url.href)) };
    }),
  );
}
