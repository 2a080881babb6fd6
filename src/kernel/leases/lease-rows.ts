import { type RawBuilder, sql } from 'kysely';
import type { Db, Tx } from '../db/database.ts';
import './tables.ts';

/** One start of one process. */
export interface Holder {
  readonly host: string;
  readonly pid: number;
  /** UUID. */
  readonly startId: string;
}

/** Channel of NOTIFY; the payload is the name of a lease that was given back. */
export const LEASE_CHANNEL = 'caretaker_leases';

/** Transactions of the one before are waited for this long; then it is tried again later. */
const LOCK_TIMEOUT = '2s';

const seconds = (duration: Temporal.Duration): number => duration.total('seconds');

/** The wall clock while the statement runs, not that of its transaction's begin: a row may have been waited for. */
const now = sql<Temporal.Instant>`clock_timestamp()`;

/** The next number; above the row's also where a restored database has lost count. */
const nextFencing = sql<number>`greatest(nextval('kernel.lease_fencing'), l.fencing + 1)`;

/**
 * Takes a lease that nobody holds: given back, silent for longer than `stale`, or our own of before. Answers its fencing
 * number; null while somebody has it. All by the database's clock.
 */
export async function takeLease(db: Db, name: string, holder: Holder, stale: Temporal.Duration): Promise<number | null> {
  return db.transaction().execute(async (tx) => {
    await sql`select set_config('lock_timeout', ${LOCK_TIMEOUT}, true)`.execute(tx);
    // The condition is looked at before the row is locked: one who only asks holds up nobody.
    const taken = await sql<{ fencing: number }>`
      update kernel.leases l set holder_host = ${holder.host}, holder_pid = ${holder.pid}, start_id = ${holder.startId},
        acquired_at = ${now}, heartbeat_at = ${now}, released_at = null, fencing = ${nextFencing}
      where name = ${name} and (released_at is not null or start_id = ${holder.startId} or ${isStale(stale)})
      returning fencing`.execute(tx);
    return taken.rows[0]?.fencing ?? (await makeLease(tx, name, holder));
  });
}

const isStale = (stale: Temporal.Duration): RawBuilder<boolean> => sql`heartbeat_at < ${now} - make_interval(secs => ${seconds(stale)})`;

/** For the first holder there ever was. */
async function makeLease(tx: Tx, name: string, { host, pid, startId }: Holder): Promise<number | null> {
  const { rows } = await sql<{ fencing: number }>`
    insert into kernel.leases (name, holder_host, holder_pid, start_id, acquired_at, heartbeat_at, fencing)
    select ${name}, ${host}, ${pid}::int, ${startId}::uuid, ${now}, ${now}, nextval('kernel.lease_fencing')
    where not exists (select from kernel.leases where name = ${name})
    on conflict (name) do nothing returning fencing`.execute(tx);
  return rows[0]?.fencing ?? null;
}

/** Says that the holder lives; false: it is no longer theirs. */
export async function beatLease(db: Db, name: string, fencing: number): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('kernel.leases')
    .set({ heartbeat_at: now })
    .where('name', '=', name)
    .where('fencing', '=', fencing)
    .where('released_at', 'is', null)
    .executeTakeFirstOrThrow();
  return numUpdatedRows > 0n;
}

/** Lets others have it at once, and tells them. Whoever has lost it meanwhile changes nothing. */
export async function giveBackLease(db: Db, name: string, fencing: number): Promise<void> {
  await sql`
    with given as (
      update kernel.leases set released_at = clock_timestamp()
      where name = ${name} and fencing = ${fencing} and released_at is null returning name
    )
    select pg_notify(${LEASE_CHANNEL}, name) from given`.execute(db);
}

/**
 * Keeps the lease where it is until the transaction ends; false: it has changed hands already. Heartbeats go on meanwhile.
 * A transaction whose client says nothing for `patience` is ended by the database: a holder that was stopped in the middle
 * of one would keep the lease, which is stale long since, from everybody else.
 */
export async function holdLease(tx: Tx, name: string, fencing: number, patience: Temporal.Duration): Promise<boolean> {
  const patienceMs = String(patience.total('milliseconds'));
  const { rows } = await sql`
    select set_config('idle_in_transaction_session_timeout', ${patienceMs}, true) from kernel.leases
    where name = ${name} and fencing = ${fencing} and released_at is null for key share`.execute(tx);
  return rows.length > 0;
}

/** A lease as readiness, the page of health and `doctor` tell of it. */
export interface LeaseState {
  readonly name: string;
  readonly holder: Holder;
  readonly acquiredAt: Temporal.Instant;
  readonly heartbeatAt: Temporal.Instant;
  /** Null: held, or its holder fell silent. */
  readonly releasedAt: Temporal.Instant | null;
  readonly fencing: number;
  /** Since the last sign of life, or since it was given back, by the database's clock. */
  readonly silent: Temporal.Duration;
}

/** Every lease there ever was, by name. */
export async function leaseStates(db: Db): Promise<readonly LeaseState[]> {
  const rows = await db
    .selectFrom('kernel.leases')
    .selectAll()
    .select(sql<number>`extract(epoch from ${now} - coalesce(released_at, heartbeat_at))::float8`.as('silent_seconds'))
    .orderBy('name')
    .execute();
  return rows.map((row) => ({
    name: row.name,
    holder: { host: row.holder_host, pid: row.holder_pid, startId: row.start_id },
    acquiredAt: row.acquired_at,
    heartbeatAt: row.heartbeat_at,
    releasedAt: row.released_at,
    fencing: row.fencing,
    silent: Temporal.Duration.from({ milliseconds: Math.max(0, Math.round(row.silent_seconds * 1_000)) }),
  }));
}

export async function findLease(db: Db, name: string): Promise<LeaseState | null> {
  return (await leaseStates(db)).find((lease) => lease.name === name) ?? null;
}
