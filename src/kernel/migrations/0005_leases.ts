import { type Kysely, sql } from 'kysely';

// Which process may do what only one may do at a time, and under which number.
// The number is unique so that it counts as a key: a change of hands then waits for the transactions that hold the row
// by it (for key share), and a heartbeat, which changes no key, does not.
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create sequence kernel.lease_fencing as bigint;

    create table kernel.leases (
      name text primary key,
      holder_host text not null,
      holder_pid int not null,
      start_id uuid not null,
      acquired_at timestamptz not null,
      heartbeat_at timestamptz not null,
      released_at timestamptz,
      fencing bigint not null unique
    );
  `.execute(db);
}
