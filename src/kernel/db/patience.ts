/** What a database that has gone without a word is waited for; it ends statements of its own accord long before. */
const ANSWER_MS = 40_000;

/** A clock that rings so much too late was not running. */
const SLEPT_MS = 5_000;

/** Sessions that lift the database's own limit, as migrations do, lift this one with it. */
const LIFTED = 'set statement_timeout = 0';
const LAID_DOWN = 'reset statement_timeout';

/** How long one connection is waited for. */
export interface Patience {
  /** Runs a statement; rejects when no answer comes. From then on the connection is asked nothing more. */
  for<T>(statement: string, run: () => Promise<T>): Promise<T>;
  /** Whether it has ended: the connection is to be thrown away. */
  isOver(): boolean;
}

const noAnswer = (): Error => new Error('Connection terminated: the database did not answer in time');

/**
 * A network that swallows everything never tells that a connection is dead: without a limit of our own, whoever waits would wait
 * for ever.
 */
export function createPatience(milliseconds = ANSWER_MS): Patience {
  let isOver = false;
  let isEndless = false;
  const giveUp = (): void => {
    isOver = true;
  };
  return {
    isOver: () => isOver,
    async for(statement, run) {
      if (isOver) throw noAnswer();
      if (statement === LIFTED) isEndless = true;
      if (statement === LAID_DOWN) isEndless = false;
      return isEndless ? run() : withinTime(run(), milliseconds, giveUp);
    },
  };
}

function withinTime<T>(answer: Promise<T>, milliseconds: number, onLate: () => void): Promise<T> {
  return new Promise((resolve, reject) => {
    const wait = (): NodeJS.Timeout => {
      const ringsAt = performance.now() + milliseconds;
      return setTimeout(() => {
        // It was this process that slept (SIGSTOP, a machine's sleep): the answer may be there already.
        if (performance.now() - ringsAt > SLEPT_MS) timer = wait();
        else {
          onLate();
          reject(noAnswer());
        }
      }, milliseconds);
    };
    let timer = wait();
    const settled =
      <V>(settle: (value: V) => void) =>
      (value: V): void => {
        clearTimeout(timer);
        settle(value);
      };
    answer.then(settled(resolve), settled(reject));
  });
}
