import type { ColumnType, Generated, Kysely, Transaction } from 'kysely';

/**
 * All tables by their qualified names. Each room adds its own beside its queries:
 * `declare module '../db/database.ts' { interface Database { 'kernel.users': UsersTable } }`.
 */
export interface Database {
  'kernel.migrations': MigrationsTable;
}

export interface MigrationsTable {
  /** `kernel`, or the module's name. */
  owner: string;
  /** File name without its ending, `0001_people_and_sites`. */
  name: string;
  /** SHA-256 (hex) of the file's text when it was applied. */
  hash: string;
  applied_at: Generated<Temporal.Instant>;
}

/** For reading outside a transaction. */
export type Db = Kysely<Database>;

/** Writes take a `Tx`; reads take `Db | Tx`. */
export type Tx = Transaction<Database>;

/** `timestamptz`. The driver rounds to microseconds: write instants of a `Clock`, which are cut to milliseconds. */
export type InstantColumn = Temporal.Instant;

/** `jsonb`. Written as text, because the driver would turn a top-level array into an array of PostgreSQL. */
export type JsonColumn<T> = ColumnType<T, string, string>;
