import { Buffer } from 'node:buffer';
import { join } from 'node:path';
import { sql } from 'kysely';
import { expect } from 'vitest';
import '../../src/modules/servers/store/tables.ts';
import { type OpenDatabase, openDatabase } from '../../src/kernel/db/open.ts';
import { createLog } from '../../src/kernel/log/log.ts';
import { withDistributionPostgres } from '../distribution-postgres.ts';
import type { Connection } from './connection.ts';
import { type RunningProcess, type StartOptions, startedConsole, temporaryFolder } from './console-process.ts';

const QUICK = new URL('./quick-console.ts', import.meta.url).pathname;

/** Processes of one console share their key as they share their database. */
const SECRET_KEY = Buffer.alloc(32, 7).toString('base64');

/** Screens want a broker that all processes share. */
const WITHOUT_BROKER = 'servers,bans';

export interface ProcessOptions {
  /** `web,worker`; absent: all roles. */
  readonly roles?: string;
  /** The way to the database; absent: straight. */
  readonly url?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** With the true figures of 10 and 60 seconds. */
  readonly isPatient?: boolean;
}

/** One console of many processes, on a PostgreSQL of the distribution. */
export interface Many {
  readonly url: string;
  readonly db: OpenDatabase['db'];
  start(options?: ProcessOptions): Promise<RunningProcess>;
}

export async function withMany(work: (many: Many) => Promise<void>): Promise<void> {
  await withDistributionPostgres(async ({ url }) => {
    const { db, close } = await openDatabase({
      url,
      log: createLog({ level: 'silent', format: 'json' }),
      connections: 3,
      patience: Temporal.Duration.from({ seconds: 10 }),
    });
    const start = ({ roles, url: way = url, env = {}, isPatient = false }: ProcessOptions = {}): Promise<RunningProcess> =>
      startedAnywhere({
        dataDir: join(temporaryFolder(), 'data'),
        words: ['serve', '--announce', ...(roles === undefined ? [] : ['--roles', roles])],
        env: { CARETAKER_DATABASE_URL: way, CARETAKER_SECRET_KEY: SECRET_KEY, CARETAKER_MODULES: WITHOUT_BROKER, ...env },
        ...(isPatient ? {} : { main: QUICK }),
      });
    try {
      await work({ url, db, start });
    } finally {
      await close();
    }
  });
}

/** A free port is chosen before the start and taken at its end: among many that start at once somebody else may have it by then. */
async function startedAnywhere(options: StartOptions): Promise<RunningProcess> {
  try {
    return await startedConsole(options);
  } catch (error) {
    if (!String(error).includes('something else listens there')) throw error;
    return startedConsole(options);
  }
}

/** A process's log lines with this message. */
export const linesOf = ({ said }: Pick<RunningProcess, 'said'>, message: string): readonly Readonly<Record<string, unknown>>[] =>
  said()
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line): Readonly<Record<string, unknown>> => JSON.parse(line))
    .filter(({ msg }) => msg === message);

/** The lease as the database has it; null: nobody ever led. */
export async function leaseIn({ db }: Many) {
  const row = await db.selectFrom('kernel.leases').selectAll().where('name', '=', 'scheduler').executeTakeFirst();
  return row ?? null;
}

export const leaderAmong = async (many: Many, all: readonly RunningProcess[]): Promise<RunningProcess> => {
  const lease = await leaseIn(many);
  return all.find(({ pid }) => pid === lease?.holder_pid) ?? expect.fail(`none of them leads: ${JSON.stringify(lease)}`);
};

/** Times of leading by the clock of this machine, as the process itself told them; one without an end lasts until `until`. */
export function timesOfLeading(
  process: RunningProcess,
): readonly { readonly fencing: number; readonly from: number; readonly to: number }[] {
  const ends = new Map(linesOf(process, 'this process leads no more').map(({ fencing, time }) => [fencing, Date.parse(String(time))]));
  return linesOf(process, 'this process leads now').map(({ fencing, time }) => ({
    fencing: Number(fencing),
    from: Date.parse(String(time)),
    to: ends.get(fencing) ?? Number.POSITIVE_INFINITY,
  }));
}

/** From now on the database notes every change of the lease, by its own clock. */
export async function recordLeases({ db }: Many): Promise<void> {
  await sql`
    create table public.lease_changes (at timestamptz, what text, fencing bigint, pid int);
    create function public.note_lease() returns trigger language plpgsql as $$
      begin
        if tg_op = 'INSERT' or new.fencing <> old.fencing then
          insert into public.lease_changes values (clock_timestamp(), 'taken', new.fencing, new.holder_pid);
        elsif new.released_at is distinct from old.released_at then
          insert into public.lease_changes values (clock_timestamp(), 'given back', new.fencing, new.holder_pid);
        else
          insert into public.lease_changes values (clock_timestamp(), 'heartbeat', new.fencing, new.holder_pid);
        end if;
        return new;
      end $$;
    create trigger note after insert or update on kernel.leases for each row execute function public.note_lease();`.execute(db);
}

export interface Reign {
  readonly fencing: number;
  readonly pid: number;
  readonly takenAt: number;
  readonly lastBeatAt: number;
  readonly givenBackAt: number | null;
}

/** What the database noted, one entry for each time that the lease was taken, in order (epoch milliseconds). */
export async function reignsIn({ db }: Many): Promise<readonly Reign[]> {
  const { rows } = await sql<{ fencing: number; pid: number; taken: number; beat: number; given: number | null }>`
    select fencing, pid,
      extract(epoch from min(at) filter (where what = 'taken'))::float8 * 1000 as taken,
      extract(epoch from max(at) filter (where what <> 'given back'))::float8 * 1000 as beat,
      extract(epoch from max(at) filter (where what = 'given back'))::float8 * 1000 as given
    from public.lease_changes group by fencing, pid order by fencing`.execute(db);
  return rows.map(({ fencing, pid, taken, beat, given }) => ({ fencing, pid, takenAt: taken, lastBeatAt: beat, givenBackAt: given }));
}

/** Nobody took it before the one before had given it back, or had been silent for the whole time. */
export function expectOneAtATime(reigns: readonly Reign[], stale: Temporal.Duration): void {
  for (const [index, next] of reigns.slice(1).entries()) {
    const before = reigns[index] ?? expect.fail('there is one before');
    const freeAt = before.givenBackAt ?? before.lastBeatAt + stale.total('milliseconds');
    expect(next.takenAt, JSON.stringify({ before, next })).toBeGreaterThanOrEqual(freeAt - 1);
    expect(next.fencing).toBeGreaterThan(before.fencing);
  }
}

/** The first account, and an access token that every process takes. */
export async function furnish(console: RunningProcess): Promise<string> {
  expect((await console.setUp(console.setupToken)).status).toBe(201);
  return console.signIn();
}

/** A server whose facts are due, and an event by which the leader's timer hears that it is to look. Answers the server's id. */
export async function makeServerDue(many: Many, { ask }: Connection, bearer: string): Promise<string> {
  const add = async (): Promise<string> => {
    const name = `due${crypto.randomUUID().slice(0, 8)}`;
    const { status, body, text } = await ask('POST', '/api/servers', { bearer, body: { name, hostname: name } });
    expect(status, text).toBe(201);
    return String(body['id']);
  };
  const id = await add();
  await sql`update servers.servers set facts_change_at = ${DUE} where id = ${id}`.execute(many.db);
  await add();
  return id;
}

const DUE = Temporal.Instant.from('2026-01-01T00:00:00Z');

/** Whether the leader's timer still has to look at it. */
export async function isDue({ db }: Many, id: string): Promise<boolean> {
  const row = await db.selectFrom('servers.servers').select('facts_change_at').where('id', '=', id).executeTakeFirstOrThrow();
  return row.facts_change_at?.equals(DUE) === true;
}
