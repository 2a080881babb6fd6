import { randomUUID } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, stat, statfs, unlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Saying, SayingError, sayingOf } from '../contract/saying.ts';
import { told } from '../contract/told.ts';
import { DeliveryError } from '../outbound/delivery-error.ts';
import { type BlobName, isBlobName, pathOf } from './blob-name.ts';
import { codeOf, isNoRoom, syncFolder } from './disk.ts';
import type { FileStore } from './file-store.ts';

/** Files below a folder of this machine; those that are received lie on the same disk, so that taking one over is a rename. */
export function createFolderStore(folder: string): FileStore {
  const pathTo = (name: BlobName): string => join(folder, pathOf(name));
  return {
    async place(name, { path }) {
      try {
        await makeFolderFor(folder, pathTo(name));
        await rename(path, pathTo(name));
        await syncFolder(dirname(pathTo(name)));
        return true;
      } catch (error) {
        if (isNoRoom(error)) return false;
        throw failed('write', error);
      }
    },
    has: (name, bytes) =>
      stat(pathTo(name)).then(
        ({ size }) => size === bytes,
        (error: unknown) => orIfMissing(error, false),
      ),
    async read(name, range) {
      try {
        const file = await open(pathTo(name), 'r');
        return file.createReadStream(range === null ? {} : { start: range.first, end: range.last });
      } catch (error) {
        return orIfMissing(error, null);
      }
    },
    remove: (name) => unlink(pathTo(name)).catch((error: unknown) => orIfMissing(error, undefined)),
    list: () => listNames(folder),
    probe: () => probe(folder),
  };
}

/** Each new folder is made to last before a file in it is. */
async function makeFolderFor(root: string, path: string): Promise<void> {
  const made = await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  if (made === undefined) return;
  for (let at = dirname(path); at.length >= root.length; at = dirname(at)) await syncFolder(at);
}

function orIfMissing<T>(error: unknown, value: T): T {
  if (codeOf(error) === 'ENOENT') return value;
  throw failed('read', error);
}

const failed = (what: 'read' | 'write', error: unknown): DeliveryError =>
  new DeliveryError(told(what === 'read' ? 'files.not_read' : 'files.not_written', { reason: String(codeOf(error) ?? error) }), {
    permanent: false,
    cause: error,
  });

async function* listNames(folder: string): AsyncIterable<BlobName> {
  for (const one of await foldersIn(folder)) {
    for (const two of await foldersIn(join(folder, one))) {
      const names = await readdir(join(folder, one, two));
      yield* names.filter(isBlobName);
    }
  }
}

async function foldersIn(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => orIfMissing(error, []));
  return entries.filter((entry) => entry.isDirectory() && /^[0-9a-f]{2}$/.test(entry.name)).map(({ name }) => name);
}

const GIGABYTE = 1e9;

async function probe(folder: string): Promise<Saying> {
  const path = join(folder, `probe-${randomUUID()}`);
  const text = randomUUID();
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await writeFile(path, text, { flush: true, mode: 0o600 });
    if ((await readFile(path, 'utf8')) !== text) throw new SayingError(told('files.other_content'));
  } catch (error) {
    throw error instanceof SayingError
      ? error
      : new SayingError(told('files.folder_broken', { reason: sayingOf(error).text }), { cause: error });
  } finally {
    await unlink(path).catch(() => {}); // Where it could not be written there is none.
  }
  const { bavail, bsize } = await statfs(folder);
  return told('files.free', { gigabytes: ((bavail * bsize) / GIGABYTE).toFixed(1) });
}
