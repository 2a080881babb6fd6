import { type Kysely, sql } from 'kysely';
import type { Database } from '../db/database.ts';

type Reader = Kysely<Database>;

/** One table with what COPY needs; partitions are read and written through their parent. */
export interface TableShape {
  /** `schema.table`, not quoted. */
  readonly name: string;
  /** Without generated columns. */
  readonly columns: readonly string[];
  /** The same, quoted. */
  readonly into: string;
  /** A query of all rows in an order that every server agrees on. */
  readonly all: string;
  /** Has triggers of ours. */
  readonly hasTriggers: boolean;
}

export interface Partition {
  readonly name: string;
  readonly parent: string;
  /** `FOR VALUES FROM (…) TO (…)` or `DEFAULT`. */
  readonly bound: string;
}

/** Text sorts by its bytes: collations differ from server to server. Without a primary key by all columns, as text. */
export async function readTables(db: Reader, schemas: readonly string[]): Promise<readonly TableShape[]> {
  const { rows } = await sql<TableShape>`
    with column_of as (
      select attrelid, attnum, quote_ident(attname) as quoted, attname::text as name, attcollation <> 0 as is_text
      from pg_attribute where attnum > 0 and not attisdropped and attgenerated = ''
    ), shape as (
      select c.oid, format('%s.%s', n.nspname, c.relname) as name, format('%I.%I', n.nspname, c.relname) as quoted,
        exists (select from pg_trigger t where t.tgrelid = c.oid and not t.tgisinternal) as triggers,
        (select array_agg(a.name order by a.attnum) from column_of a where a.attrelid = c.oid) as columns,
        (select string_agg(a.quoted, ', ' order by a.attnum) from column_of a where a.attrelid = c.oid) as list,
        (select string_agg(a.quoted || case when a.is_text then ' collate "C"' else '' end, ', ' order by k.position)
          from pg_index i, unnest(i.indkey::int2[]) with ordinality k (attnum, position)
          join column_of a on a.attnum = k.attnum
          where i.indrelid = c.oid and i.indisprimary and a.attrelid = c.oid) as by_key,
        (select string_agg(a.quoted || '::text collate "C"', ', ' order by a.attnum) from column_of a where a.attrelid = c.oid) as by_all
      from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where c.relkind in ('r', 'p') and not c.relispartition and n.nspname = any(${[...schemas]}::text[])
    )
    select name, columns, format('%s (%s)', quoted, list) as into, triggers as "hasTriggers",
      format('select %s from %s order by %s', list, quoted, coalesce(by_key, by_all)) as all
    from shape order by name collate "C"`.execute(db);
  return rows;
}

export async function readPartitions(db: Reader, schemas: readonly string[]): Promise<readonly Partition[]> {
  const { rows } = await sql<Partition>`
    select format('%s.%s', n.nspname, c.relname) as name, format('%s.%s', pn.nspname, p.relname) as parent,
      pg_get_expr(c.relpartbound, c.oid) as bound
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
      join pg_inherits i on i.inhrelid = c.oid join pg_class p on p.oid = i.inhparent join pg_namespace pn on pn.oid = p.relnamespace
    where c.relispartition and c.relkind in ('r', 'p') and n.nspname = any(${[...schemas]}::text[])
    order by 1`.execute(db);
  return rows;
}

/** Sequences that have given a number, with the last one. */
export async function readSequences(db: Reader, schemas: readonly string[]): Promise<readonly { name: string; lastValue: number }[]> {
  const { rows } = await sql<{ name: string; lastValue: number }>`
    select format('%s.%s', schemaname, sequencename) as name, last_value as "lastValue"
    from pg_sequences where schemaname = any(${[...schemas]}::text[]) and last_value is not null
    order by 1`.execute(db);
  return rows;
}

/** A reference from one table to another, as text that takes it away and text that puts it back. */
export interface ForeignKey {
  readonly drop: string;
  readonly add: string;
}

export async function readForeignKeys(db: Reader, schemas: readonly string[]): Promise<readonly ForeignKey[]> {
  const { rows } = await sql<ForeignKey>`
    select format('alter table %I.%I drop constraint %I', n.nspname, c.relname, k.conname) as drop,
      format('alter table %I.%I add constraint %I %s', n.nspname, c.relname, k.conname, pg_get_constraintdef(k.oid)) as add
    from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_namespace n on n.oid = c.relnamespace
    where k.contype = 'f' and k.conparentid = 0 and n.nspname = any(${[...schemas]}::text[])
    order by k.conname`.execute(db);
  return rows;
}
