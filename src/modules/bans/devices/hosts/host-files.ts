import { randomBytes } from 'node:crypto';
import { posix } from 'node:path';
import { z } from 'zod';
import type { HostFiles } from './files.ts';
import { HostError } from './host-error.ts';
import type { AskPython } from './python.ts';
import type { FileOwner, TransportFiles } from './transport.ts';

const NEW_FILE: FileOwner = { mode: 0o644, owner: null };
const Staged = z.object({ folder: z.string() });

/** Files above either transport. */
export function createHostFiles(files: TransportFiles, askPython: AskPython): HostFiles {
  const staged = new Set<string>();
  return {
    list: (folder) => files.list(folder),
    read: (path, maxBytes) => read(files, path, maxBytes),
    write: (path, bytes) => write(files, path, bytes),
    remove: (path) => files.remove(path),
    realPath: (path) => files.realPath(path),
    async stage(folder) {
      const { folder: made } = await askPython({ ask: 'stage', folder }, Staged);
      staged.add(made);
      return made;
    },
    async unstage(folder) {
      if (!staged.has(folder)) throw new HostError('not_permitted', `this is no folder of ours: ${folder}`);
      await askPython({ ask: 'unstage', folder }, z.object({}));
      staged.delete(folder);
    },
  };
}

async function read(files: TransportFiles, path: string, maxBytes: number): Promise<Uint8Array | null> {
  const found = await files.stat(path);
  if (found === null) return null;
  if (!found.isFile) throw new HostError('not_permitted', `${path} is no file`);
  const bytes = found.size > maxBytes ? null : await files.read(path, maxBytes);
  if (bytes === null || bytes.length > maxBytes) throw new HostError('too_large', `${path} holds more than ${maxBytes} bytes`);
  return bytes;
}

/** A link stays a link: what it leads to is replaced. */
async function write(files: TransportFiles, path: string, bytes: Uint8Array): Promise<void> {
  const target = await files.realPath(path);
  if (target === null) throw new HostError('no_such_file', `${posix.dirname(path)}: there is no such folder`);
  const before = await files.stat(target);
  const { dir, base } = posix.parse(target);
  const beside = posix.join(dir, `.${base}.${randomBytes(6).toString('hex')}.caretaker`);
  try {
    await files.create(beside, bytes, before ?? NEW_FILE);
    await files.rename(beside, target);
  } catch (cause) {
    // The fault that is told is the first one; where the rest cannot be removed either, it is a file that nobody reads.
    await files.remove(beside).catch(() => {});
    throw cause;
  }
}
