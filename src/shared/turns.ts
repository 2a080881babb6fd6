/** Runs work, and lets the rest wait for its turn, in the order in which it came. */
export type Turns = <T>(work: () => Promise<T>) => Promise<T>;

/** At most `atOnce` works run at the same time. */
export function createTurns(atOnce: number): Turns {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async (work) => {
    if (running < atOnce) running += 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next === undefined) running -= 1;
      else next();
    }
  };
}
