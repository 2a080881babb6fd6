import { createHash, randomUUID } from 'node:crypto';
import { type FileHandle, mkdir, open, readdir, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { ok, type Result, refuse } from '../../shared/result.ts';
import { isNoRoom } from './disk.ts';

/** A content that has arrived whole and lies on disk, named by nobody yet. */
export interface Received {
  readonly path: string;
  readonly sha256: string;
  readonly bytes: number;
  /** Removes it, if nobody has taken it over. */
  discard(): Promise<void>;
}

/** Reads a stream into a file of its own, chunk by chunk. What fails leaves nothing behind; errors of the stream are thrown on. */
export async function receive(
  folder: string,
  content: AsyncIterable<Uint8Array>,
  maxBytes: number,
): Promise<Result<Received, 'files.too_large' | 'files.no_room'>> {
  const path = join(folder, randomUUID());
  const discard = (): Promise<void> => unlink(path).catch(() => {}); // Taken over, or never made.
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const file = await open(path, 'wx', 0o600);
    try {
      const written = await write(file, content, maxBytes);
      if (written !== null) return ok({ path, ...written, discard });
    } finally {
      await file.close();
    }
    await discard();
    return refuse('files.too_large', { maxBytes });
  } catch (error) {
    await discard();
    if (isNoRoom(error)) return refuse('files.no_room');
    throw error;
  }
}

/** Null: more than may be. */
async function write(
  file: FileHandle,
  content: AsyncIterable<Uint8Array>,
  maxBytes: number,
): Promise<{ readonly sha256: string; readonly bytes: number } | null> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const chunk of content) {
    bytes += chunk.length;
    if (bytes > maxBytes) return null;
    hash.update(chunk);
    await file.appendFile(chunk);
  }
  await file.sync();
  return { sha256: hash.digest('hex'), bytes };
}

/** Removes what a crash left half received. */
export async function discardOlderThan(folder: string, at: Temporal.Instant): Promise<number> {
  let discarded = 0;
  for (const name of await readdir(folder).catch(() => [])) {
    const path = join(folder, name);
    const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Number.POSITIVE_INFINITY })); // Taken over meanwhile.
    if (mtimeMs >= at.epochMilliseconds) continue;
    await unlink(path).catch(() => {}); // Taken over meanwhile.
    discarded += 1;
  }
  return discarded;
}
