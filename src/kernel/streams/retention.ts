import { type SqlBool, sql } from 'kysely';
import type { Clock } from '../../shared/time.ts';
import { systemActor } from '../auth/actor.ts';
import type { Db, Tx } from '../db/database.ts';
import type { Transact } from '../db/transact.ts';
import type { Log } from '../log/log.ts';
import type { Metrics } from '../metrics/metrics.ts';
import type { Settings } from '../settings/settings.ts';
import { addPart, dropPart, missingParts, type Partitioned, partitionedOf, partsBefore, restOf } from './partitions.ts';
import type { DaysSetting, Removed, Stream } from './stream.ts';

export interface RetentionParts {
  readonly db: Db;
  readonly transact: Transact;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly settings: Settings;
  readonly streams: readonly Stream[];
}

export interface Retention {
  /** Makes the parts that are about to be written into. */
  lookAhead(): Promise<void>;
  /** Removes and blanks what has grown old, in short transactions. What it does not get done is old the next night, too. */
  run(): Promise<void>;
}

const BY = systemActor('streams');
/** Rows per transaction: well under a second. */
const BATCH = 2_000;
/** A job may take a quarter of an hour; there is another night. */
const LONGEST = Temporal.Duration.from({ minutes: 10 });
const PARTS_LOCK = 7_245_008;

export function createRetention(parts: RetentionParts): Retention {
  const removed = parts.metrics.counter('caretaker_stream_rows_removed_total', 'Rows of streams removed because they were old.', [
    'stream',
  ]);
  const lookAhead = async (): Promise<void> => {
    for (const stream of parts.streams) {
      const partitioned = partitionedOf(stream);
      if (partitioned !== null) await addParts(parts, partitioned);
    }
  };
  return {
    lookAhead,
    async run() {
      await lookAhead();
      const end = parts.clock.now().add(LONGEST);
      for (const stream of parts.streams) {
        const rows = await removeOld(parts, stream, end);
        removed.inc({ stream: stream.name }, rows);
        const blanked = await blankOld(parts, stream, end);
        if (rows + blanked > 0) parts.log.info({ stream: stream.name, rows, blanked }, 'old rows were removed');
      }
    },
  };
}

const wait = (tx: Tx) => sql`select pg_advisory_xact_lock(${PARTS_LOCK})`.execute(tx);

/** One transaction per part; the lock keeps two processes that start together from making the same one. */
async function addParts({ db, transact, clock }: RetentionParts, partitioned: Partitioned): Promise<void> {
  for (const { name } of await missingParts(db, partitioned, clock.now())) {
    await transact(BY, async ({ tx }) => {
      await wait(tx);
      const part = (await missingParts(tx, partitioned, clock.now())).find((one) => one.name === name);
      if (part !== undefined) await addPart(tx, partitioned, part);
    });
  }
}

const cutoffOf = async ({ db, clock, settings }: RetentionParts, { key, declaration }: DaysSetting): Promise<Temporal.Instant> =>
  clock.now().subtract({ hours: 24 * (await settings.read(db, key, declaration)) });

async function removeOld(parts: RetentionParts, stream: Stream, end: Temporal.Instant): Promise<number> {
  if (stream.kept.how !== 'for days') return 0;
  const { kept } = stream;
  const before = kept.keepsNewest === true ? await beforeNewest(parts, stream, kept) : await cutoffOf(parts, kept.days);
  if (before === null) return 0;
  const partitioned = partitionedOf(stream);
  if (partitioned !== null) await dropParts(parts, partitioned, before);
  const remove = kept.remove ?? ((tx, at, limit) => removeRows(tx, stream, kept, at, limit));
  return await inBatches(parts, end, (tx) => remove(tx, before, BATCH));
}

/** The cut-off, moved back to the newest row; null where there is none. */
async function beforeNewest(parts: RetentionParts, { table, time }: Stream, { days }: Removed): Promise<Temporal.Instant | null> {
  const { rows } = await sql<{ newest: Temporal.Instant | null }>`select max(${sql.ref(time)}) as newest from ${sql.table(table)}`.execute(
    parts.db,
  );
  const newest = rows[0]?.newest ?? null;
  const cutoff = await cutoffOf(parts, days);
  return newest === null || Temporal.Instant.compare(cutoff, newest) <= 0 ? cutoff : newest;
}

async function dropParts({ db, transact, log }: RetentionParts, partitioned: Partitioned, before: Temporal.Instant): Promise<void> {
  for (const part of await partsBefore(db, partitioned, before)) {
    await transact(BY, ({ tx }) => dropPart(tx, part));
    log.info({ table: part.name }, 'an old part was dropped');
  }
}

/** Plain rows; of a partitioned table those that no part was there for. */
async function removeRows(tx: Tx, stream: Stream, kept: Removed, before: Temporal.Instant, limit: number): Promise<number> {
  const table = sql.table(kept.partitionedBy === undefined ? stream.table : restOf(stream.table));
  const isOld = sql<SqlBool>`r.${sql.ref(stream.time)} < ${before}`;
  const { numAffectedRows } = await sql`
    delete from ${table} r where r.ctid = any(array(
      select r.ctid from ${table} r where ${isOld} and ${kept.mayGo ?? sql`true`} limit ${limit}
    )) and ${isOld}`.execute(tx);
  return Number(numAffectedRows ?? 0);
}

async function blankOld(parts: RetentionParts, stream: Stream, end: Temporal.Instant): Promise<number> {
  if (stream.blanked === undefined) return 0;
  const { columns, after } = stream.blanked;
  const before = await cutoffOf(parts, after);
  const table = sql.table(stream.table);
  const isOld = sql`r.${sql.ref(stream.time)} < ${before} and num_nonnulls(${sql.join(columns.map((column) => sql.ref(column)))}) > 0`;
  const nulls = sql.join(columns.map((column) => sql`${sql.ref(column)} = null`));
  return await inBatches(parts, end, async (tx) => {
    const { numAffectedRows } = await sql`
      update ${table} r set ${nulls} where r.ctid = any(array(select r.ctid from ${table} r where ${isOld} limit ${BATCH})) and ${isOld}`.execute(
      tx,
    );
    return Number(numAffectedRows ?? 0);
  });
}

async function inBatches({ transact, clock }: RetentionParts, end: Temporal.Instant, batch: (tx: Tx) => Promise<number>): Promise<number> {
  let total = 0;
  for (let last = BATCH; last >= BATCH && Temporal.Instant.compare(clock.now(), end) < 0; total += last) {
    last = await transact(BY, ({ tx }) => batch(tx));
  }
  return total;
}
