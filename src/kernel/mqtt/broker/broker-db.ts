import { setTimeout as sleep } from 'node:timers/promises';
import { Level } from 'level';
import { createGroupWriter, type GroupWriter } from './group-writer.ts';

const WRITES = ['_batch', '_clear'] as const;
const PAUSE_MS = 1_000;

/**
 * LevelDB that is opened anew after a write has failed. A disk that was full leaves half a record in its log; what is
 * written behind that is there until the next start, and lost then, whatever was acknowledged. Opening reads the log up to
 * the half record and begins another one. Until that has worked everything fails, and nothing is acknowledged.
 */
export class BrokerDb extends Level<string, unknown> {
  readonly #ending = new AbortController();
  readonly #writer: GroupWriter;
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
    this.#writer = createGroupWriter(async (writes) => {
      if (this.status !== 'open') throw new Error('the store is not open');
      await Reflect.apply(Object(Reflect.get(this, '_batch')), this, [writes, {}]);
    });
    // Single writes go together: each by itself would be a turn of its own, and a busy broker makes thousands a second.
    Reflect.set(this, '_put', (key: unknown, value: unknown) => this.#writer.add({ type: 'put', key, value }));
    Reflect.set(this, '_del', (key: unknown) => this.#writer.add({ type: 'del', key }));
  }

  /** For good. */
  async end(): Promise<void> {
    this.#ending.abort();
    await this.#reopening;
    await this.#writer.idle();
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
