import { createWriteStream, existsSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Writable } from 'node:stream';
import { StartError } from '../start-error.ts';

/** Where a backup goes. */
export interface Sink {
  readonly stream: Writable;
  /** The backup is whole: it gets its name. */
  keep(): Promise<void>;
  /** It is not: nothing of it stays. */
  drop(): Promise<void>;
}

/**
 * A file that only its owner reads. It is written beside its place, `FILE.<pid>.partial`, and gets its name when it is whole and on
 * the disk: a file of that name is never half a backup. Throws a StartError where there is one already, unless it may be replaced.
 */
export function fileSink(path: string, { mayReplace }: { readonly mayReplace: boolean }): Sink {
  const refuseOther = (): void => {
    if (!mayReplace && existsSync(path)) throw new StartError(`${path} is there already. Name another file, or replace it with --force.`);
  };
  refuseOther();
  const partial = `${path}.${process.pid}.partial`;
  return {
    stream: createWriteStream(partial, { flags: 'wx', mode: 0o600, flush: true }),
    async keep() {
      refuseOther();
      await rename(partial, path);
    },
    drop: () => rm(partial, { force: true }),
  };
}

/** Standard output, for pipes: whoever reads must look at the exit code. */
export const standardOutput = (): Sink => ({ stream: process.stdout, keep: async () => undefined, drop: async () => undefined });

/** A sentence for what the file system says of a backup's file; null: the trouble is another. */
export function fileTrouble(error: unknown, path: string): StartError | null {
  if (!(error instanceof Error) || !('code' in error) || !('syscall' in error)) return null;
  const reason = REASONS[String(error.code)] ?? error.message;
  return new StartError(`${basename(path)} cannot be used: ${reason}.`, { cause: error });
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file or folder',
  EACCES: 'this user may not touch it',
  ENOSPC: 'there is no room left on its disk',
  EISDIR: 'it is a folder',
  EROFS: 'it lies on a disk that cannot be written',
};
