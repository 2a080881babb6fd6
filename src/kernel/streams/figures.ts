import { sql } from 'kysely';
import type { Db } from '../db/database.ts';
import type { Settings } from '../settings/settings.ts';
import type { DaysSetting, Stream } from './stream.ts';

/** What a stream holds at this moment. */
export interface StreamFigures {
  readonly rows: number;
  readonly isEstimate: boolean;
  readonly bytes: number;
  readonly oldestAt: Temporal.Instant | null;
}

/** Beyond so many rows, by the database's own estimate, nobody waits for a count. */
const COUNTED = 100_000;

/** Rows, size with indexes and oldest row; parts of a partitioned table together. */
export async function figuresOf(db: Db, { table, time }: Stream): Promise<StreamFigures> {
  const { rows } = await sql<{ estimate: number; bytes: number; oldest: Temporal.Instant | null }>`
    select (select min(${sql.ref(time)}) from ${sql.table(table)}) as oldest,
      coalesce(sum(c.reltuples) filter (where c.relkind = 'r' and c.reltuples >= 0), 0)::bigint as estimate,
      coalesce(sum(pg_total_relation_size(c.oid)), 0)::bigint as bytes
    from pg_class c where c.oid in (select relid from pg_partition_tree(${table}::regclass) union select ${table}::regclass)`.execute(db);
  const { estimate, bytes, oldest } = rows[0] ?? { estimate: 0, bytes: 0, oldest: null };
  const isEstimate = estimate > COUNTED;
  return { rows: isEstimate ? estimate : await count(db, table), isEstimate, bytes, oldestAt: oldest };
}

async function count(db: Db, table: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`select count(*) as count from ${sql.table(table)}`.execute(db);
  return rows[0]?.count ?? 0;
}

/** How long rows stay, and the setting that says so. */
export async function keptOf(
  { db, settings }: { readonly db: Db; readonly settings: Settings },
  { kept, blanked }: Stream,
): Promise<{ readonly keptDays: number | null; readonly setting: string | null; readonly blankedAfterDays: number | null }> {
  const read = ({ key, declaration }: DaysSetting): Promise<number> => settings.read(db, key, declaration);
  const days = kept.how === 'for ever' ? null : kept.days;
  return {
    keptDays: days === null || typeof days === 'number' ? days : await read(days),
    setting: days === null || typeof days === 'number' ? (blanked?.after.key ?? null) : days.key,
    blankedAfterDays: blanked === undefined ? null : await read(blanked.after),
  };
}
