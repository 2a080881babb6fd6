import { Readable } from 'node:stream';
import { blobNameOf, isBlobName, parseBlobName, sha256Of } from '../files/blob-name.ts';
import { type FilesConfig, openStore, receivingFolder } from '../files/open-store.ts';
import { receive } from '../files/receive.ts';
import { referencedFiles } from '../files/rows.ts';
import { StartError } from '../start-error.ts';
import type { StoredFiles } from './files.ts';

/** The file store as backup and restore need it: by names, without rows, which travel with the tables. */
export function createStoredFiles(config: FilesConfig): StoredFiles {
  const store = openStore(config);
  return {
    list: async (db) => (await referencedFiles(db)).map((file) => ({ ...file, name: blobNameOf(file) })),
    async read({ name: text, bytes }) {
      if (bytes === 0) return Readable.from([]);
      const name = parseBlobName(text);
      return (await store.has(name, bytes)) ? store.read(name, null) : null;
    },
    async put(name, content) {
      if (!isBlobName(name)) throw new StartError('The backup names a file that has no name of the file store.');
      const received = await receive(receivingFolder(config), content, Number.POSITIVE_INFINITY);
      if (!received.ok) throw new StartError('There is no room for the files of the backup.');
      try {
        const { sha256, bytes } = received.value;
        if (sha256 !== sha256Of(name)) return 'damaged';
        if (bytes === 0 || (await store.has(name, bytes))) return 'there';
        if (await store.place(name, received.value)) return 'added';
        throw new StartError('There is no room for the files of the backup.');
      } finally {
        await received.value.discard();
      }
    },
    remove: (name) => store.remove(parseBlobName(name)),
  };
}
