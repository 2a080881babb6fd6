import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import type { Db } from '../../src/kernel/db/database.ts';

export const PASSWORD = 'of every player of this benchmark';

/** The number is in those levels that make the name of the account. */
export const uuidOf = (index: number): string => `${index.toString(16).padStart(8, '0')}-be9c-7000-8000-000000000000`;
export const accountOf = (index: number): string => `infoscreen-client-${uuidOf(index).replaceAll('-', '').slice(0, 16)}`;

/** Screens with their accounts, in so many groups, until there are `count`. */
export async function growFleet(db: Db, count: number, groups = 10): Promise<void> {
  const { rows } = await sql<{ have: number }>`select count(*) as have from screens.screens`.execute(db);
  const have = rows[0]?.have ?? 0;
  if (have === 0) {
    await sql`insert into screens.groups (id, site_id, name, colour, position, created_at)
      select kernel.uuidv7(), (select id from kernel.sites limit 1), 'group ' || n, '#868e96', n, now() from generate_series(0, ${groups - 1}::int) n`.execute(
      db,
    );
  }
  const uuids = Array.from({ length: Math.max(0, count - have) }, (_none, index) => uuidOf(have + index));
  const accounts = uuids.map((_uuid, index) => accountOf(have + index));
  await sql`
    with fresh as (
      select kernel.uuidv7() as id, t.uuid::uuid as uuid, t.account, t.n, (select id from kernel.sites limit 1) as site_id
      from unnest(${uuids}::text[], ${accounts}::text[]) with ordinality as t (uuid, account, n)),
    asset as (
      insert into kernel.assets (id, module, kind, name, site_id, created_at)
      select id, 'screens', 'screen', 'screen ' || uuid, site_id, now() from fresh returning id)
    insert into screens.screens (id, site_id, uuid, group_id, hardware, account, password_hash, account_issued_at)
    select f.id, f.site_id, f.uuid, g.id, '{"hostname":"","ip":"","mac":"","model":"","serial":"","os":"","softwareVersion":""}',
      f.account, ${createHash('sha256').update(PASSWORD).digest('hex')}, now()
    from fresh f join asset on asset.id = f.id
    join (select id, row_number() over (order by position) as place from screens.groups) g on g.place = 1 + f.n % ${groups}::int`.execute(
    db,
  );
  await sql`vacuum analyze screens.screens`.execute(db);
}

/** The last number that each of the first `count` players has told by its heartbeat. */
export async function lastTold(db: Db, count: number): Promise<ReadonlyMap<string, number>> {
  const { rows } = await sql<{ uuid: string; pid: number }>`
    select uuid, process_pid as pid from screens.screens where process_pid is not null limit ${count}`.execute(db);
  return new Map(rows.map(({ uuid, pid }) => [uuid, pid]));
}
