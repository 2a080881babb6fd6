import { type SqlBool, sql } from 'kysely';
import type { Db, Tx } from '../../../kernel/db/database.ts';
import type { AssetId } from '../../../shared/ids.ts';
import type { BanRate } from '../domain/storm.ts';
import './archive-tables.ts';
import './lists-tables.ts';
import './tables.ts';

// What the facts of hosts are made from, and when each is to be looked at anew: the column facts_change_at.

/** How many users and teams answer for a host and could act: people who are switched off do not count. */
export async function countResponsible(db: Db | Tx, id: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from kernel.responsibilities p where p.asset_id = ${id} and (
      exists (select from kernel.users w where w.id = p.user_id and w.deactivated_at is null and w.removed_at is null)
      or exists (
        select from kernel.team_members m
        join kernel.teams t on t.id = m.team_id and t.archived_at is null
        join kernel.users w on w.id = m.user_id and w.deactivated_at is null and w.removed_at is null
        where m.team_id = p.team_id))`.execute(db);
  return rows[0]?.count ?? 0;
}

/** What filters have banned on a host lately, and in the same hour of the 28 days before. Hours are whole ones before now. */
export async function banRateOf(db: Db | Tx, id: string, now: Temporal.Instant): Promise<BanRate> {
  const { rows } = await sql<{ lastTen: number; hours: number[] | null }>`
    with own as (
      select at from bans.bans
      where host_id = ${id} and provenance in ('filter', 'recidive') and at > ${now.subtract({ hours: 24 * 28 + 1 })} and at <= ${now}),
    days as (
      select count(*)::int as bans from own
      cross join lateral (select floor(extract(epoch from ${now}::timestamptz - own.at) / 86400) as day,
        mod(extract(epoch from ${now}::timestamptz - own.at), 86400) as into) as w
      where w.day >= 1 and w.into < 3600 group by w.day)
    select (select count(*) from own where at > ${now.subtract({ minutes: 10 })}) as "lastTen",
      (select array_agg(bans) from days) as hours`.execute(db);
  return { lastTenMinutes: rows[0]?.lastTen ?? 0, sameHour: rows[0]?.hours ?? [] };
}

const MOST_PROTECTED = 100;

/** Bans that stand on a host and lie in an entry of its allow list, or hit the address of a host of its site; `limit` of them. */
export async function protectedBans(
  db: Db | Tx,
  { id, siteId }: { readonly id: string; readonly siteId: string },
  now: Temporal.Instant,
): Promise<readonly { readonly address: string; readonly jail: string }[]> {
  const { rows } = await sql<{ address: string; jail: string }>`
    with shields as (
      select e.network, e.jail from bans.allow_entries e
      where e.ended_at is null and (e.until_at is null or e.until_at > ${now})
        and (e.site_id is null or e.site_id = ${siteId}) and (e.host_id is null or e.host_id = ${id})
      union all
      select each.address, null from bans.hosts h join kernel.assets a on a.id = h.id and a.archived_at is null,
        unnest(h.addresses) as each(address) where h.site_id = ${siteId})
    select distinct abbrev(b.address) as address, b.jail from shields s
    join bans.bans b on b.host_id = ${id} and b.address && s.network and (s.jail is null or s.jail = b.jail)
    where b.ended_at is null and (b.ends_at is null or b.ends_at > ${now}) and b.address is not null
    order by 1, 2 limit ${sql.lit(MOST_PROTECTED)}`.execute(db);
  return rows;
}

/** When the facts of a host change by time alone; null: never. */
export async function saveFactsChange(tx: Tx, id: string, at: Temporal.Instant | null): Promise<void> {
  await tx.updateTable('bans.hosts').set({ facts_change_at: at }).where('id', '=', id).execute();
}

/** Locks the row until the transaction ends: a mark that is set meanwhile must come after `saveFactsChange`, not under it. */
export async function holdFactsChange(tx: Tx, id: string): Promise<void> {
  await tx.selectFrom('bans.hosts').select('id').where('id', '=', id).forNoKeyUpdate().execute();
}

/** Hosts whose facts have changed by time alone, longest ago first. */
export async function dueForFacts(db: Db | Tx, now: Temporal.Instant, limit: number): Promise<AssetId[]> {
  const rows = await db
    .selectFrom('bans.hosts')
    .select('id')
    .where('facts_change_at', '<=', now)
    .orderBy('facts_change_at')
    .limit(limit)
    .execute();
  return rows.map(({ id }) => id as AssetId);
}

/** How many hosts should have been looked at before an instant. */
export async function countLate(db: Db | Tx, before: Temporal.Instant): Promise<number> {
  const row = await db
    .selectFrom('bans.hosts')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('facts_change_at', '<', before)
    .executeTakeFirstOrThrow();
  return row.count;
}

/** The next instant at which any host's facts change; null: none in sight. */
export async function nextFactsChange(db: Db | Tx): Promise<Temporal.Instant | null> {
  const row = await db
    .selectFrom('bans.hosts')
    .select('facts_change_at')
    .where('facts_change_at', 'is not', null)
    .orderBy('facts_change_at')
    .limit(1)
    .executeTakeFirst();
  return row?.facts_change_at ?? null;
}

/** Has hosts looked at anew: all of a site, all that a user or a team answers for, or every one. Archived ones wait for nothing. */
export async function markHosts(
  tx: Tx,
  which: { readonly userId: string } | { readonly teamId: string } | { readonly siteId: string } | 'all',
  now: Temporal.Instant,
): Promise<void> {
  await sql`
    update bans.hosts h set facts_change_at = ${now} from kernel.assets a
    where a.id = h.id and a.archived_at is null and ${conditionOf(which)}`.execute(tx);
}

function conditionOf(which: Parameters<typeof markHosts>[1]) {
  if (which === 'all') return sql<SqlBool>`true`;
  if ('siteId' in which) return sql<SqlBool>`h.site_id = ${which.siteId}`;
  const answers =
    'teamId' in which
      ? sql`p.team_id = ${which.teamId}`
      : sql`(p.user_id = ${which.userId} or p.team_id in (select team_id from kernel.team_members where user_id = ${which.userId}))`;
  return sql<SqlBool>`exists (select from kernel.responsibilities p where p.asset_id = h.id and ${answers})`;
}

/** How many hosts that answered last were not looked at since an instant. */
export async function countUnwatched(db: Db | Tx, before: Temporal.Instant): Promise<number> {
  const row = await db
    .selectFrom('bans.hosts as h')
    .innerJoin('kernel.assets as a', 'a.id', 'h.id')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('a.archived_at', 'is', null)
    .where('h.failure', 'is', null)
    .where(sql<boolean>`coalesce(h.contacted_at, a.created_at) < ${before}`)
    .executeTakeFirstOrThrow();
  return row.count;
}
