/** Something that waits for its turn. */
export interface Waiting<Item> {
  /** Of one key only the newest waits. */
  readonly key: string;
  /** Whose it is: turns are shared among these. */
  readonly sender: string;
  readonly item: Item;
  readonly bytes: number;
}

/** All that waits together takes no more memory than this. */
const MOST_BYTES = 64 * 1_048_576;
/** Of so many senders is known when they had their last turn: more than any house has players, and strangers may make names up. */
const MOST_SENDERS = 20_000;

/**
 * One after another, in the order in which senders asked; of one key only the newest waits. Where more comes than can be done, what is of
 * the sender that had its turn last is dropped: one that sends without pause never takes the turn of those that have waited for theirs.
 */
export function createQueue<Item>(run: (waiting: Waiting<Item>) => Promise<void>, mostBytes = MOST_BYTES) {
  const waiting = new Map<string, Waiting<Item>>();
  /** By the order of their last turns. */
  const served = new Map<string, number>();
  let [held, dropped, turns] = [0, 0, 0];
  let working: Promise<void> | null = null;

  const take = (key: string): void => {
    held -= waiting.get(key)?.bytes ?? 0;
    waiting.delete(key);
  };
  const note = (sender: string): void => {
    turns += 1;
    served.delete(sender);
    served.set(sender, turns);
    const [first] = served.keys();
    if (served.size > MOST_SENDERS && first !== undefined) served.delete(first);
  };
  /** Among those that had no turn, and those of one sender, the one that has waited least. */
  const dropOne = (): void => {
    let [victim, latest] = ['', -1];
    for (const [key, { sender }] of waiting) {
      const turn = served.get(sender) ?? 0;
      if (turn >= latest) [victim, latest] = [key, turn];
    }
    take(victim);
    dropped += 1;
  };
  const work = async (): Promise<void> => {
    for (;;) {
      const [next] = waiting.values();
      if (next === undefined) break;
      take(next.key);
      note(next.sender);
      await run(next);
    }
    working = null;
  };
  return {
    /** Answers at once. A place in the queue is kept when something newer takes it. */
    add(one: Waiting<Item>): void {
      held += one.bytes - (waiting.get(one.key)?.bytes ?? 0);
      waiting.set(one.key, one);
      while (held > mostBytes && waiting.size > 1) dropOne();
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
