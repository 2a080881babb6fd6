import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { Log } from '../log/log.ts';

export interface ListenParts {
  readonly url: string;
  readonly channel: string;
  readonly log: Log;
  /** Something was announced, or may have been while the connection was away. Must not throw. */
  onNews(): void;
}

const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 5_000;
/** A connection that ends without a word (a firewall forgot it) is noticed by asking. */
const ASK_EVERY_MS = 30_000;
const ANSWER_WITHIN_MS = 10_000;

/** Holds one connection that listens; a lost one is replaced, and then everything is new. Answers how to stop. */
export async function listenForNews(parts: ListenParts): Promise<() => Promise<void>> {
  const stopping = new AbortController();
  let client = await connect(parts);
  let isLost = Promise.withResolvers<void>();
  const watch = (): void => {
    isLost = Promise.withResolvers();
    client.once('end', isLost.resolve);
  };
  watch();

  const asking = setInterval(() => {
    client.query('select 1').catch((error: unknown) => {
      parts.log.warn({ err: error }, 'the live connection does not answer');
      // `end` would wait for a peer that is gone; the reader of 'end' above makes a new one.
      isLost.resolve();
    });
  }, ASK_EVERY_MS);

  const keeping = (async () => {
    while (!stopping.signal.aborted) {
      await Promise.race([isLost.promise, aborted(stopping.signal)]);
      if (stopping.signal.aborted) return;
      parts.log.warn('the live connection is lost; making a new one');
      void client.end().catch(() => {}); // It is lost already; what matters is that its socket is let go.
      const replacement = await reconnect(parts, stopping.signal);
      if (replacement === null) return;
      client = replacement;
      watch();
      parts.onNews();
    }
  })();

  return async () => {
    clearInterval(asking);
    stopping.abort();
    await keeping;
    await client.end().catch(() => {}); // Lost at the same moment: nothing is left to end.
  };
}

async function connect({ url, channel, onNews }: ListenParts): Promise<pg.Client> {
  const client = new pg.Client({
    connectionString: url,
    application_name: 'caretaker live',
    keepAlive: true,
    connectionTimeoutMillis: ANSWER_WITHIN_MS,
    query_timeout: ANSWER_WITHIN_MS,
  });
  // A broken connection says so by 'error' and then 'end'; the second one is acted upon.
  client.on('error', () => {});
  client.on('notification', onNews);
  try {
    await client.connect();
    await client.query(`listen ${channel}`);
    return client;
  } catch (error) {
    void client.end().catch(() => {}); // It never was there.
    throw error;
  }
}

async function reconnect(parts: ListenParts, signal: AbortSignal): Promise<pg.Client | null> {
  for (let pause = FIRST_PAUSE_MS; !signal.aborted; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
    try {
      return await connect(parts);
    } catch (error) {
      parts.log.debug({ err: error }, 'the database does not answer yet');
      await sleep(pause, undefined, { signal }).catch(() => {}); // Stopped while waiting: the loop ends.
    }
  }
  return null;
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  const { promise, resolve } = Promise.withResolvers<void>();
  signal.addEventListener('abort', () => resolve(), { once: true });
  return promise;
}
