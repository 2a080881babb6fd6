import { StartError } from '../start-error.ts';
import type { ArchiveEntry } from './archive.ts';

/** The files of an archive, one after the other, with a look at the name of the next. */
export interface Entries {
  /** Null: there is none any more, and the archive is whole. */
  next(): Promise<string | null>;
  take(): Promise<ArchiveEntry>;
  /** The text of the next file, which must have this name. */
  text(name: string): Promise<string>;
  close(): Promise<void>;
}

/** Larger than any manifest; a forged one must not fill the memory. */
const LARGEST_TEXT = 64 * 1_048_576;

export function createEntries(archive: AsyncGenerator<ArchiveEntry>): Entries {
  let ahead: ArchiveEntry | null = null;
  const look = async (): Promise<ArchiveEntry | null> => {
    ahead ??= (await archive.next()).value ?? null;
    return ahead;
  };
  const take = async (): Promise<ArchiveEntry> => {
    const entry = await look();
    if (entry === null) throw new StartError('The backup ends too early.');
    ahead = null;
    return entry;
  };
  return {
    next: async () => (await look())?.name ?? null,
    take,
    async text(name) {
      const entry = await take();
      if (entry.name !== name) throw new StartError('This is not a backup of Caretaker.');
      return textOf(entry);
    },
    async close() {
      await archive.return(undefined);
    },
  };
}

async function textOf(entry: ArchiveEntry): Promise<string> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of entry.bytes) {
    bytes += part.length;
    if (bytes > LARGEST_TEXT) throw new StartError('The backup has a damaged manifest.');
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}
