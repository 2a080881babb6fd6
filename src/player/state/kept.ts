/** Something that the player keeps over its restarts, read whole and written whole or not at all. */
export interface Kept<T> {
  /** Null where there is none, or none that can be read: the player then begins anew with it. */
  read(): T | null;
  /** Throws where it cannot be written. */
  write(value: T): void;
}

const SAID_AGAIN_MS = 60_000;

/** What the player can go on without: a disk that is full is said once a minute, and the next writing has all of it. */
export function forgiving<T>(
  { read, write }: Kept<T>,
  say: (message: string) => void,
  nowMs: () => number = () => performance.now(),
): Kept<T> {
  let saidAt = Number.NEGATIVE_INFINITY;
  return {
    read,
    write(value) {
      try {
        write(value);
      } catch (error) {
        if (nowMs() - saidAt < SAID_AGAIN_MS) return;
        saidAt = nowMs();
        say(`error: what must outlive a restart cannot be written: ${error instanceof Error ? error.message : String(error)}`);
      }
    },
  };
}
