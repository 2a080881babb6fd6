import { type Kysely, sql } from 'kysely';
import { DatabaseError } from 'pg';
import { StartError } from '../start-error.ts';
import type { Database, Tx } from './database.ts';

/** What every migration may lean on: the schema `kernel`, its record of migrations, `kernel.uuidv7()`, the collation `kernel.natural`. */
export async function layFoundation(db: Kysely<Database>): Promise<void> {
  try {
    await db.transaction().execute(layFoundationIn);
  } catch (error) {
    if (!(error instanceof DatabaseError) || error.code !== INSUFFICIENT_PRIVILEGE) throw error;
    throw new StartError(
      `The console's role may not make schemas in this database (${error.message}). Let it own the database: alter database … owner to ….`,
      { cause: error },
    );
  }
}

/** The same as a part of a larger transaction: a restore makes everything anew in one. */
export async function layFoundationIn(tx: Tx): Promise<void> {
  const { rows } = await sql<{ laid: boolean; version: string }>`
    select to_regclass('kernel.migrations') is not null as laid, current_setting('server_version_num') as version
  `.execute(tx);
  if (rows[0]?.laid !== false) return;
  await sql`create schema if not exists kernel`.execute(tx);
  await sql`
    create table kernel.migrations (
      owner text not null,
      name text not null,
      hash text not null,
      applied_at timestamptz not null default now(),
      primary key (owner, name)
    )
  `.execute(tx);
  // People's names for things: srv2 before srv10, umlauts where German puts them.
  await sql`create collation if not exists kernel.natural (provider = icu, locale = 'de-u-kn-true')`.execute(tx);
  await (Number(rows[0].version) >= 180_000 ? builtinUuid : composedUuid).execute(tx);
}

const INSUFFICIENT_PRIVILEGE = '42501';

const builtinUuid = sql`
  create or replace function kernel.uuidv7() returns uuid language sql volatile parallel safe as 'select pg_catalog.uuidv7()'
`;

/** RFC 9562 section 5.7 before PostgreSQL 18: a random UUID (version 4) with 48 bits of milliseconds and two more version bits. */
const composedUuid = sql`
  create or replace function kernel.uuidv7() returns uuid language sql volatile parallel safe as $$
    select encode(
      set_bit(
        set_bit(
          overlay(
            uuid_send(gen_random_uuid())
            placing substring(int8send((extract(epoch from clock_timestamp()) * 1000)::bigint) from 3)
            from 1 for 6
          ),
          52, 1
        ),
        53, 1
      ),
      'hex'
    )::uuid
  $$
`;
