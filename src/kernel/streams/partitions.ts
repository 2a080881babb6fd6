import { sql } from 'kysely';
import type { Db, Tx } from '../db/database.ts';
import type { Removed, Stream } from './stream.ts';

/** So many parts lie ready, so that a console whose nightly job fails for days still writes into parts. */
const AHEAD = 7;

export interface Partitioned {
  readonly table: Stream['table'];
  readonly time: string;
  readonly by: NonNullable<Removed['partitionedBy']>;
}

/** The stream's partitioning; null for a plain table. */
export const partitionedOf = ({ table, time, kept }: Stream): Partitioned | null =>
  kept.how === 'for days' && kept.partitionedBy !== undefined ? { table, time, by: kept.partitionedBy } : null;

/** The default partition, made by the table's migration. */
export const restOf = (table: string): string => `${table}_rest`;

interface Part {
  /** `kernel.events_d20261121`, `…_m202611`: by name, so that a restored part is known again. */
  readonly name: string;
  readonly from: Temporal.Instant;
  readonly until: Temporal.Instant;
}

/** Days and months are UTC's. */
function partAt({ table, by }: Partitioned, at: Temporal.Instant): Part {
  const day = at.toZonedDateTimeISO('UTC').startOfDay();
  const start = by === 'day' ? day : day.with({ day: 1 });
  const digits = start.toPlainDate().toString().replaceAll('-', '');
  const name = by === 'day' ? `${table}_d${digits}` : `${table}_m${digits.slice(0, 6)}`;
  return { name, from: start.toInstant(), until: start.add(by === 'day' ? { days: 1 } : { months: 1 }).toInstant() };
}

function partOfName(partitioned: Partitioned, name: string): Part | null {
  const digits = /_(?:d(\d{8})|m(\d{6}))$/.exec(name);
  const first = digits?.[1] ?? (digits?.[2] === undefined ? null : `${digits[2]}01`);
  if (first === null || first === undefined) return null;
  const part = partAt(partitioned, Temporal.PlainDate.from(first).toZonedDateTime('UTC').toInstant());
  return part.name === name ? part : null;
}

async function partsOf(db: Db | Tx, partitioned: Partitioned): Promise<readonly Part[]> {
  const { rows } = await sql<{ name: string }>`
    select format('%s.%s', n.nspname, c.relname) as name from pg_inherits i
      join pg_class c on c.oid = i.inhrelid join pg_namespace n on n.oid = c.relnamespace
    where i.inhparent = ${partitioned.table}::regclass order by 1`.execute(db);
  return rows.map(({ name }) => partOfName(partitioned, name)).filter((part) => part !== null);
}

/** The parts from `now` on that are missing, the next one first. */
export async function missingParts(db: Db | Tx, partitioned: Partitioned, now: Temporal.Instant): Promise<readonly Part[]> {
  const there = new Set((await partsOf(db, partitioned)).map(({ name }) => name));
  const wanted: Part[] = [];
  for (let at = now; wanted.length < AHEAD; ) {
    const part = partAt(partitioned, at);
    wanted.push(part);
    at = part.until;
  }
  return wanted.filter(({ name }) => !there.has(name));
}

/** Parts that end before `before`, oldest first. */
export const partsBefore = async (db: Db | Tx, partitioned: Partitioned, before: Temporal.Instant): Promise<readonly Part[]> =>
  (await partsOf(db, partitioned)).filter(({ until }) => Temporal.Instant.compare(until, before) <= 0);

/** Makes a part and moves into it what the default partition has taken for it. Writers wait for the end of the transaction. */
export async function addPart(tx: Tx, { table, time }: Partitioned, { name, from, until }: Part): Promise<void> {
  const [parent, part, rest, column] = [sql.table(table), sql.table(name), sql.table(restOf(table)), sql.ref(time)];
  const range = sql`${sql.lit(from.toString())}::timestamptz`;
  const end = sql`${sql.lit(until.toString())}::timestamptz`;
  await waitBriefly(tx);
  await sql`lock table ${parent} in share row exclusive mode`.execute(tx);
  await sql`create table ${part} (like ${parent} including defaults including constraints)`.execute(tx);
  await sql`with taken as (delete from ${rest} where ${column} >= ${range} and ${column} < ${end} returning *)
    insert into ${part} select * from taken`.execute(tx);
  await sql`alter table ${parent} attach partition ${part} for values from (${sql.lit(from.toString())}) to (${sql.lit(until.toString())})`.execute(
    tx,
  );
}

export async function dropPart(tx: Tx, { name }: Part): Promise<void> {
  await waitBriefly(tx);
  await sql`drop table ${sql.table(name)}`.execute(tx);
}

/** Everybody else waits behind the one who waits for a table: rather try again another time. */
const waitBriefly = (tx: Tx) => sql`set local lock_timeout = '2s'`.execute(tx);
