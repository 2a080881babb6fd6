/** A picture that waits for its turn. */
interface Waiting<Item> {
  readonly item: Item;
  readonly bytes: number;
}

/** All that waits together takes no more memory than this. */
const MOST_BYTES = 64 * 1_048_576;

/**
 * One after another, in the order in which screens asked; of one screen only the newest waits. Where more comes than can be done,
 * what has waited longest is dropped: its screen sends another one soon.
 */
export function createQueue<Item>(run: (key: string, item: Item) => Promise<void>, mostBytes = MOST_BYTES) {
  const waiting = new Map<string, Waiting<Item>>();
  let [held, dropped] = [0, 0];
  let working: Promise<void> | null = null;

  const drop = (key: string): void => {
    held -= waiting.get(key)?.bytes ?? 0;
    waiting.delete(key);
  };
  const work = async (): Promise<void> => {
    for (;;) {
      const [next] = waiting;
      if (next === undefined) break;
      const [key, { item }] = next;
      drop(key);
      await run(key, item);
    }
    working = null;
  };
  return {
    /** Answers at once. */
    add(key: string, item: Item, bytes: number): void {
      const before = waiting.get(key);
      held += bytes - (before?.bytes ?? 0);
      // A place in the queue is kept when a newer picture takes it.
      waiting.set(key, { item, bytes });
      for (const oldest of waiting.keys()) {
        if (held <= mostBytes || waiting.size === 1) break;
        drop(oldest);
        dropped += 1;
      }
      working ??= work();
    },
    /** How many were dropped since the last time that somebody asked. */
    takeDropped(): number {
      const count = dropped;
      dropped = 0;
      return count;
    },
    /** Resolves when nothing waits. */
    idle: (): Promise<void> => working ?? Promise.resolve(),
  };
}
