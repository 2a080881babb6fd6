import pg from 'pg';
import { expect, vi } from 'vitest';
import { runningEmbeddedUrl } from '../../src/kernel/db/embedded.ts';
import type { Connection } from '../start/connection.ts';

/** What a crowd of writers was promised, and what came of it. */
export interface Books {
  /** Ids whose writes were answered with 201. */
  readonly acknowledged: ReadonlySet<string>;
  /** How many were refused with which code. */
  readonly refused: ReadonlyMap<string, number>;
  /** Writes until the console no longer answers or `rest` is called. */
  write(console: Connection, bearer: string): Promise<void>;
  rest(): void;
  /** What stands in the console's embedded database once all its jobs are done. */
  settle(dataDir: string): Promise<{ readonly asked: ReadonlySet<string>; readonly effects: ReadonlyMap<string, number> }>;
}

const WRITERS = 4;

export function keepBooks(): Books {
  const acknowledged = new Set<string>();
  const refused = new Map<string, number>();
  let isResting = false;
  let address = 0;
  // Each from an address of its own: from a single one they meet the limit of requests within seconds, also by what is acknowledged.
  const writer = async (console: Connection, bearer: string): Promise<void> => {
    address += 1;
    const headers = { 'x-forwarded-for': `10.0.${address >> 8}.${address & 255}` };
    while (!isResting) {
      const id = crypto.randomUUID();
      try {
        const { status, body } = await console.ask('POST', '/api/counting', { bearer, body: { id }, headers });
        if (status === 201) acknowledged.add(id);
        else {
          const code = String(body['code'] ?? status);
          refused.set(code, (refused.get(code) ?? 0) + 1);
          await new Promise((resolve) => setTimeout(resolve, 20));
        }
      } catch {
        return; // The console has died.
      }
    }
  };
  return {
    acknowledged,
    refused,
    async write(console, bearer) {
      isResting = false;
      await Promise.all(Array.from({ length: WRITERS }, () => writer(console, bearer)));
    },
    rest() {
      isResting = true;
    },
    async settle(dataDir) {
      const client = await connected(dataDir);
      try {
        return await untilDone(client);
      } finally {
        await client.end();
      }
    },
  };
}

/** The database may be coming back from its last death. */
const connected = async (dataDir: string): Promise<pg.Client> =>
  vi.waitFor(
    async () => {
      const client = new pg.Client({ connectionString: runningEmbeddedUrl(dataDir) ?? expect.fail('no database runs') });
      await client.connect();
      return client;
    },
    { timeout: 30_000, interval: 50 },
  );

async function untilDone(client: pg.Client) {
  const open = `select count(*)::int as open from jobs.job where name like 'counting.%' and state <> 'completed'`;
  await expect
    .poll(
      async () => {
        await client.query(`update jobs.job set start_after = now() where state = 'retry' and name like 'counting.%'`);
        return (await client.query(open)).rows[0].open;
      },
      { timeout: 240_000, interval: 1_000 },
    )
    .toBe(0);
  const asked = await client.query<{ id: string }>('select id from public.asked');
  const effects = await client.query<{ id: string; times: number }>('select id, count(*)::int as times from public.effects group by id');
  return {
    asked: new Set(asked.rows.map(({ id }) => id)),
    effects: new Map(effects.rows.map(({ id, times }) => [id, times])),
  };
}
