import { createHash, type Hash } from 'node:crypto';
import type { Config } from '../config/config.ts';
import type { Db } from '../db/database.ts';
import { tableExists } from '../db/table-exists.ts';
import type { ArchiveWriter } from './archive.ts';
import type { Entries } from './entries.ts';
import type { FileSums } from './manifest.ts';

export interface NamedFile {
  /** What the store calls it. */
  readonly name: string;
  /** Hex. */
  readonly sha256: string;
  readonly bytes: number;
}

/** What a backup needs of the file store. */
export interface StoredFiles {
  /** Every file that rows refer to, as the given connection sees them. */
  list(db: Db): Promise<readonly NamedFile[]>;
  /** Null: the store has lost it, or some of it. */
  read(file: NamedFile): Promise<AsyncIterable<Uint8Array> | null>;
  /** `damaged`: the bytes are not those of the name, and are not kept. Throws a StartError where there is no room. */
  put(name: string, content: AsyncIterable<Uint8Array>): Promise<'added' | 'there' | 'damaged'>;
  remove(name: string): Promise<void>;
}

/** The store that the configuration names. */
export type OpenFiles = (config: Config) => StoredFiles;

/** Files that a restore added to the store, for the case that it fails after. */
export interface AddedFiles {
  readonly names: string[];
}

const FOLDER = 'files/';

/**
 * Every file that a row of the snapshot refers to. One that the store has lost is left out and named, and one whose bytes are no
 * longer those that were put is named, too: a backup of all the rest is better than none.
 */
export async function addFiles(db: Db, files: StoredFiles, archive: ArchiveWriter): Promise<FileSums> {
  const sums = { count: 0, bytes: 0, missing: [] as string[], damaged: [] as string[] };
  // A console of before there were files.
  const listed = (await tableExists(db, 'kernel.files')) ? await files.list(db) : [];
  for (const file of listed) {
    const content = await files.read(file);
    if (content === null) {
      sums.missing.push(file.name);
      continue;
    }
    const hash = createHash('sha256');
    await archive.addStream(`${FOLDER}${file.name}`, file.bytes, hashed(content, hash));
    if (hash.digest('hex') !== file.sha256) sums.damaged.push(file.name);
    sums.count += 1;
    sums.bytes += file.bytes;
  }
  return sums;
}

async function* hashed(content: AsyncIterable<Uint8Array>, hash: Hash): AsyncGenerator<Uint8Array> {
  for await (const chunk of content) {
    hash.update(chunk);
    yield chunk;
  }
}

/** Puts all following files into the store, which compares them with their hashes; remembers those that were not there before. */
export async function putFiles(files: StoredFiles, entries: Entries, added: AddedFiles): Promise<Omit<FileSums, 'missing'>> {
  const sums = { count: 0, bytes: 0, damaged: [] as string[] };
  const counted = async function* (content: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const chunk of content) {
      sums.bytes += chunk.length;
      yield chunk;
    }
  };
  while ((await entries.next())?.startsWith(FOLDER) === true) {
    const entry = await entries.take();
    const name = entry.name.slice(FOLDER.length);
    const outcome = await files.put(name, counted(entry.bytes));
    sums.count += 1;
    if (outcome === 'added') added.names.push(name);
    if (outcome === 'damaged') sums.damaged.push(name);
  }
  return sums;
}

/** Takes away again what a restore has added. What cannot be removed is found by the nightly collection. */
export async function takeBack(files: StoredFiles, { names }: AddedFiles): Promise<void> {
  for (const name of names) await files.remove(name).catch(() => {});
}
