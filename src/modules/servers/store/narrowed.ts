import { type RawBuilder, sql } from 'kysely';
import type { Db, Tx } from '../../../kernel/db/database.ts';
import { contains } from '../../../kernel/db/like.ts';
import { hasNobody, type ResponsibleFilter, type ServerFilter } from './server-filters.ts';
import './tables.ts';

/** So many servers may be found by themselves; what is true of more of them is soon met by looking along the list. */
const MOST_FOUND = 2_000;

/** Few have to be passed over to see that a tag is a common one. */
const MOST_TAGGED = 300;

/**
 * A filter with what few servers meet looked up beforehand, by the index that knows it: these servers alone are left. PostgreSQL takes every tag
 * and every person for common ones, and would look along the whole list for what is rare.
 */
export async function narrowed(db: Db | Tx, filter: ServerFilter): Promise<ServerFilter> {
  const { q, tag, responsible = [], ids = null } = filter;
  const [text, tagged, people, forsaken] = await Promise.all([
    serversWith(db, q),
    serversTagged(db, tag),
    Promise.all(responsible.map((who) => serversOf(db, who))),
    responsible.includes('none') ? assetsForsaken(db) : null,
  ]);
  return {
    ...filter,
    ids: [text, tagged, ...people].reduce(common, ids) ?? undefined,
    q: text === null ? q : undefined,
    tag: tagged === null ? tag : undefined,
    responsible: responsible.filter((who, at) => people[at] === null && (who !== 'none' || forsaken === null)),
    unanswered: forsaken ?? undefined,
  };
}

type Found = readonly string[] | null;

/** What two lists hold both; null holds everything. */
function common(one: Found, other: Found): Found {
  if (one === null || other === null) return one ?? other;
  const there = new Set(other);
  return one.filter((id) => there.has(id));
}

/** The servers in which a text stands, by the indexes for parts of a text; null: more than can be told apart cheaply, or not asked for. */
async function serversWith(db: Db | Tx, text: string | undefined): Promise<Found> {
  if (text === undefined || text.trim() === '' || text.includes('\0')) return null;
  const pattern = contains(text.trim());
  return await fewIds(
    db,
    sql`
    (select id from kernel.assets where name ilike ${pattern} limit ${sql.lit(MOST_FOUND + 1)})
    union
    (select id from servers.servers
      where hostname ilike ${pattern} or host(ip_address) ilike ${pattern} or description ilike ${pattern} limit ${sql.lit(MOST_FOUND + 1)})`,
    MOST_FOUND,
  );
}

async function serversTagged(db: Db | Tx, tag: string | undefined): Promise<Found> {
  if (tag === undefined || tag.includes('\0')) return null;
  const query = sql`select id from kernel.assets where tags @> array[${tag}]::text[] and archived_at is null limit ${sql.lit(MOST_TAGGED + 1)}`;
  return await fewIds(db, query, MOST_TAGGED);
}

/** Nobody is not somebody: see `assetsForsaken`. */
async function serversOf(db: Db | Tx, who: ResponsibleFilter): Promise<Found> {
  if (who === 'none') return null;
  const asOwner = who.role === 'owner' ? sql`and p.role = 'owner'` : sql``;
  const query = sql`
    select p.asset_id as id from kernel.responsibilities p where p.user_id = ${who.id} ${asOwner}
    union all select p.asset_id from kernel.responsibilities p where p.team_id = ${who.id} ${asOwner}
    union all
    select p.asset_id from kernel.team_members m join kernel.responsibilities p on p.team_id = m.team_id where m.user_id = ${who.id} ${asOwner}
    limit ${sql.lit(MOST_FOUND + 1)}`;
  return await fewIds(db, query, MOST_FOUND);
}

/** Assets with people who all cannot act any more. Beside them nobody answers for what has no people. */
const assetsForsaken = (db: Db | Tx): Promise<Found> =>
  fewIds(
    db,
    sql`
    select distinct left_alone.asset_id as id
    from (
      select r.asset_id from kernel.users u join kernel.responsibilities r on r.user_id = u.id
      where u.deactivated_at is not null or u.removed_at is not null
      union all
      select r.asset_id from kernel.teams t join kernel.responsibilities r on r.team_id = t.id
      where t.archived_at is not null or not exists (
        select from kernel.team_members m join kernel.users w on w.id = m.user_id and w.deactivated_at is null and w.removed_at is null
        where m.team_id = t.id)) left_alone
    where ${hasNobody(sql.ref('left_alone.asset_id'))}
    limit ${sql.lit(MOST_FOUND + 1)}`,
    MOST_FOUND,
  );

async function fewIds(db: Db | Tx, query: RawBuilder<unknown>, most: number): Promise<Found> {
  const { rows } = await sql<{ id: string }>`${query}`.execute(db);
  return rows.length > most ? null : rows.map(({ id }) => id);
}
