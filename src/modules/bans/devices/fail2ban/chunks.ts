import { setTimeout as delay } from 'node:timers/promises';

/** The server answers nobody while it works, so no command may take much longer than this; a busy machine makes several times of it. */
const AIM_MS = 30;
const FIRST = 5;
const LARGEST = 50;
/** In which the server looks at its other connections. Without it, the next command may come before them. As much longer as commands take longer. */
const LONGEST_PAUSE_MS = 5;
const PAUSE_PER_MS = 0.1;

export interface Progress {
  readonly done: number;
  readonly of: number;
}

export interface ChunkOptions {
  /** Called after each command with how many addresses are done. */
  onProgress?(progress: Progress): void;
  /** Stops between two commands; what is done stays done. */
  readonly signal?: AbortSignal;
}

/**
 * Does `work` for all items, a few at a time: as many as the last command's pace allows, so that one with an action of 3.5 ms per
 * address takes some 8 and one whose mails take a second takes one. Others get their turn in between.
 */
export async function inChunks<T>(
  items: readonly string[],
  work: (chunk: readonly string[]) => Promise<T>,
  { onProgress, signal }: ChunkOptions = {},
): Promise<T[]> {
  const results: T[] = [];
  let size = FIRST;
  for (let done = 0; done < items.length; ) {
    signal?.throwIfAborted();
    const chunk = items.slice(done, done + size);
    const started = performance.now();
    results.push(await work(chunk));
    const tookMs = performance.now() - started;
    done += chunk.length;
    onProgress?.({ done, of: items.length });
    size = nextSize(chunk.length, tookMs);
    if (done < items.length) await delay(Math.min(LONGEST_PAUSE_MS, tookMs * PAUSE_PER_MS));
  }
  return results;
}

/** At most twice as many as before: one quick answer is no promise. */
const nextSize = (length: number, tookMs: number): number =>
  Math.max(1, Math.min(LARGEST, 2 * length, Math.floor((length * AIM_MS) / Math.max(tookMs, 1))));
