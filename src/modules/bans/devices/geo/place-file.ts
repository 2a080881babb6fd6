import { readFile, stat } from 'node:fs/promises';
import { type Mmdb, openMmdb } from './mmdb.ts';
import { MmdbFault } from './mmdb-values.ts';

/** What a file is used for. A City file knows countries too. */
export type PlaceUse = 'country' | 'asn';

export type PlaceFileCode =
  | 'bans.places_none'
  | 'bans.places_missing'
  | 'bans.places_unreadable'
  | 'bans.places_corrupt'
  | 'bans.places_too_large'
  | 'bans.places_wrong_kind';

/** How a file of places is doing. */
export type PlaceFileState =
  | { readonly state: 'none' | 'broken'; readonly code: PlaceFileCode; readonly kind: string | null; readonly builtAt: null }
  | { readonly state: 'works'; readonly code: null; readonly kind: string; readonly builtAt: Temporal.Instant | null };

/** A file as it was last read. */
export interface PlaceFile {
  readonly state: PlaceFileState;
  /** Names the very file on this machine: path, size, time. */
  readonly stamp: string;
  /** Names what is in it, on every machine alike. Empty: nothing. */
  readonly edition: string;
  readonly mmdb: Mmdb | null;
}

const LARGEST = 512 * 1_024 * 1_024;

const WANTED: Readonly<Record<PlaceUse, RegExp>> = { country: /country|city|enterprise/i, asn: /asn|isp/i };

export const NO_FILE: PlaceFile = { ...none('none', 'bans.places_none'), stamp: '' };

/** Reads a file of places, unless it is the one that was read before. Never throws: what is wrong is its state. An empty path: none. */
export async function readPlaceFile(use: PlaceUse, path: string, before: PlaceFile): Promise<PlaceFile> {
  if (path === '') return NO_FILE;
  const found = await lookAt(path);
  if ('code' in found) return { ...none('broken', found.code), stamp: '' };
  if (found.stamp === before.stamp) return before;
  if (found.size > LARGEST) return { ...none('broken', 'bans.places_too_large'), stamp: found.stamp };
  return { ...(await opened(use, path, found.size)), stamp: found.stamp };
}

function none(state: 'none' | 'broken', code: PlaceFileCode, kind: string | null = null): Omit<PlaceFile, 'stamp'> {
  return { state: { state, code, kind, builtAt: null }, edition: '', mmdb: null };
}

async function lookAt(path: string): Promise<{ readonly stamp: string; readonly size: number } | { readonly code: PlaceFileCode }> {
  try {
    const { size, mtimeMs, ino } = await stat(path);
    return { stamp: [path, size, mtimeMs, ino].join(' '), size };
  } catch (error) {
    return { code: isMissing(error) ? 'bans.places_missing' : 'bans.places_unreadable' };
  }
}

async function opened(use: PlaceUse, path: string, size: number): Promise<Omit<PlaceFile, 'stamp'>> {
  try {
    const mmdb = openMmdb(await readFile(path));
    const { databaseType: kind, builtAt } = mmdb.metadata;
    if (!WANTED[use].test(kind)) return none('broken', 'bans.places_wrong_kind', kind);
    const edition = [kind, builtAt, size].join(' ');
    return { state: { state: 'works', code: null, kind, builtAt }, edition, mmdb };
  } catch (error) {
    if (error instanceof MmdbFault) return none('broken', 'bans.places_corrupt');
    return none('broken', isMissing(error) ? 'bans.places_missing' : 'bans.places_unreadable');
  }
}

const isMissing = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');

/** The same file with the fault that a look-up has met in it; it goes on to answer where it can. */
export const damaged = (file: PlaceFile): PlaceFile => ({
  ...file,
  ...none('broken', 'bans.places_corrupt', file.state.kind),
  mmdb: file.mmdb,
});
