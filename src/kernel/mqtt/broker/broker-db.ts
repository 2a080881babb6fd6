import { setTimeout as sleep } from 'node:timers/promises';
import { Level } from 'level';

const WRITES = ['_put', '_del', '_batch', '_clear'] as const;
const PAUSE_MS = 1_000;

/**
 * LevelDB that is opened anew after a write has failed. A disk that was full leaves half a record in its log; what is
 * written behind that is there until the next start, and lost then, whatever was acknowledged. Opening reads the log up to
 * the half record and begins another one. Until that has worked everything fails, and nothing is acknowledged.
 */
export class BrokerDb extends Level<string, unknown> {
  readonly #ending = new AbortController();
  #reopening: Promise<void> | null = null;

  constructor(folder: string) {
    super(folder);
    for (const name of WRITES) {
      const write: unknown = Reflect.get(this, name);
      if (typeof write !== 'function') throw new Error(`level has no ${name} where it used to be`);
      const watched = async (...given: unknown[]): Promise<unknown> => {
        try {
          return await Reflect.apply(write, this, given);
        } catch (error) {
          this.#reopening ??= this.#reopen();
          throw error;
        }
      };
      Reflect.set(this, name, watched);
    }
  }

  /** For good. */
  async end(): Promise<void> {
    this.#ending.abort();
    await this.#reopening;
    await this.close();
  }

  async #reopen(): Promise<void> {
    for (let isOpen = false; !isOpen && !this.#ending.signal.aborted; ) {
      try {
        await this.close();
        await this.open();
        isOpen = true;
      } catch {
        // Still no room, most likely.
        await sleep(PAUSE_MS, undefined, { signal: this.#ending.signal }).catch(() => {}); // Ended while waiting.
      }
    }
    this.#reopening = null;
  }
}
