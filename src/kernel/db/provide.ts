import type { Log } from '../log/log.ts';
import type { Db } from './database.ts';
import { type EmbeddedDatabase, runningEmbeddedUrl, startEmbedded } from './embedded.ts';
import { isFolderInUse, lockFolder } from './lock.ts';
import { openDatabase } from './open.ts';

export interface DatabaseSource {
  /** Absolute. */
  readonly dataDir: string;
  /** Null: the embedded database in the data folder. */
  readonly databaseUrl: string | null;
  readonly log: Log;
}

/** A database that is there and lets us in, whoever runs it. */
export interface ProvidedDatabase {
  readonly db: Db;
  /** For what brings its own connections: pg-boss, LISTEN. */
  readonly url: string;
  /** Null where it is not this process's child. */
  readonly embedded: EmbeddedDatabase | null;
  /** Closes the pool, stops an embedded database, frees the data folder, in this order. */
  close(): Promise<void>;
}

/** How long a console waits for a database of its own that starts at the same time, as in a compose file. */
const PATIENCE = Temporal.Duration.from({ seconds: 60 });

/**
 * The database of a console: takes the data folder's lock first, also where the database is elsewhere, because keys and
 * files live there. Throws a StartError with a sentence.
 */
export async function provideDatabase(source: DatabaseSource): Promise<ProvidedDatabase> {
  const lock = lockFolder(source.dataDir);
  try {
    const { close, ...database } =
      source.databaseUrl === null ? await openEmbedded(source) : await openExternal(source.databaseUrl, source.log, PATIENCE);
    return {
      ...database,
      close: async () => {
        await close();
        lock.release();
      },
    };
  } catch (error) {
    lock.release();
    throw error;
  }
}

/** The database for one command: beside a running console where there is one, else as that console would have it. */
export async function provideDatabaseForCommand(source: DatabaseSource): Promise<ProvidedDatabase> {
  if (source.databaseUrl !== null) return openExternal(source.databaseUrl, source.log);
  const running = isFolderInUse(source.dataDir) ? runningEmbeddedUrl(source.dataDir) : null;
  return running === null ? provideDatabase(source) : openExternal(running, source.log);
}

async function openExternal(url: string, log: Log, patience = new Temporal.Duration()): Promise<ProvidedDatabase> {
  return { ...(await openDatabase({ url, log, patience })), url, embedded: null };
}

async function openEmbedded({ dataDir, log }: DatabaseSource): Promise<ProvidedDatabase> {
  const embedded = await startEmbedded({ dataDir, log });
  try {
    const { db, close } = await openDatabase({ url: embedded.url, log });
    return {
      db,
      url: embedded.url,
      embedded,
      close: async () => {
        await close();
        await embedded.stop();
      },
    };
  } catch (error) {
    await embedded.stop();
    throw error;
  }
}
