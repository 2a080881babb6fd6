import { readFileSync } from 'node:fs';
import { PassThrough } from 'node:stream';
import pg from 'pg';
import { expect } from 'vitest';
import { runningEmbeddedUrl } from '../../src/kernel/db/embedded.ts';
import { type Exit, launch, type StartOptions } from './console-process.ts';

/** What a restore does at this moment, as its database tells. */
export interface Copying {
  /** `schema.table`; null: it copies none. */
  readonly table: string | null;
  /** Of it, so far. */
  readonly rows: number;
}

/** A restore that gets its backup piece by piece: it cannot end before it has all, so what is seen of it stays true. */
export interface FedRestore {
  /** Hands over the backup up to this share of its bytes. */
  giveUpTo(share: number): void;
  copying(): Promise<Copying | null>;
  /** Resolves at the instant in which what it did became true for others. */
  committed(): Promise<void>;
  /** Throws where it had ended before: the signal would have met nothing. */
  end(signal: NodeJS.Signals): Promise<Exit>;
}

/** Starts to restore the file into an embedded database in place of what is there. */
export function fedRestore(file: string, options: StartOptions): FedRestore {
  const backup = readFileSync(file);
  const pipe = new PassThrough({ highWaterMark: backup.length });
  const restoring = launch(['restore', '-', '--replace'], { ...options, input: pipe });
  let given = 0;
  return {
    giveUpTo(share) {
      const until = Math.floor(backup.length * share);
      pipe.write(backup.subarray(given, until));
      given = until;
      if (share === 1) pipe.end();
    },
    copying: () => copyingIn(options.dataDir),
    // The restore holds its locks to the end: this look waits for them.
    committed: async () => {
      expect(await beside(options.dataDir, (client) => client.query('select since from kernel.held'))).toMatchObject({ rowCount: 1 });
    },
    async end(signal) {
      if (restoring.hasEnded()) expect.fail(`the restore was over before ${signal}: ${JSON.stringify(await restoring.ended)}`);
      return restoring.end(signal);
    },
  };
}

/** Null: no database runs there, or no restore works on it. */
export const copyingIn = (dataDir: string): Promise<Copying | null> => beside(dataDir, copyingNow);

/** With another name than a console's: a restore refuses to work beside one. */
async function beside<T>(dataDir: string, look: (client: pg.Client) => Promise<T>): Promise<T | null> {
  const url = runningEmbeddedUrl(dataDir);
  if (url === null) return null;
  const client = new pg.Client({ connectionString: url, application_name: 'onlooker' });
  client.on('error', () => {}); // Its server is killed under it.
  await client.connect();
  try {
    return await look(client);
  } finally {
    await client.end();
  }
}

async function copyingNow(client: pg.Client): Promise<Copying | null> {
  const { rows } = await client.query<{ query: string; rows: number }>(
    `select a.query, coalesce(p.tuples_processed, 0)::int as rows
      from pg_stat_activity a left join pg_stat_progress_copy p using (pid)
      where a.application_name = 'caretaker backup' and a.xact_start is not null`,
  );
  const [found] = rows;
  if (found === undefined) return null;
  return { table: /^copy (\S+) \(.* from stdin$/.exec(found.query)?.[1] ?? null, rows: found.rows };
}
