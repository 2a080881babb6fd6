import { sql } from 'kysely';
import { withinScope } from '../assets/within.ts';
import type { Scope } from '../contract/access.ts';
import type { Db, Tx } from '../db/database.ts';
import { anyOf } from '../db/many.ts';
import type { Answerable } from './domain/who.ts';
import { explainingAt, isCauseOf, isFolded, isOpenAt } from './folding.ts';
import { type StoryColumns, type StoryRow, toStory } from './stories.ts';

type User = Extract<Answerable, { kind: 'user' }>;

/** A story's row with the names that stand behind its ids. People who were switched off are no candidates any more. */
export interface NamedStory extends StoryRow {
  readonly siteName: string;
  readonly machineName: string | null;
  readonly assetName: string | null;
  readonly assetKind: string | null;
  readonly assignee: User | null;
  readonly siteContact: User | null;
  readonly acknowledgedBy: string | null;
  readonly snoozedBy: string | null;
  readonly acceptedBy: string | null;
}

interface NamedColumns extends StoryColumns {
  site_name: string;
  machine_name: string | null;
  asset_name: string | null;
  asset_kind: string | null;
  assignee: User | null;
  site_contact: User | null;
  acknowledged_name: string | null;
  snoozed_name: string | null;
  accepted_name: string | null;
}

const activeUser = (column: string) => sql`(
  select jsonb_build_object('kind', 'user', 'id', u.id, 'name', u.username, 'displayName', u.display_name) from kernel.users u
  where u.id = ${sql.ref(column)} and u.deactivated_at is null and u.removed_at is null)`;

const username = (column: string) => sql`(select u.username from kernel.users u where u.id = ${sql.ref(column)})`;

export async function namedStories(db: Db | Tx, ids: readonly string[]): Promise<ReadonlyMap<string, NamedStory>> {
  const { rows } = await sql<NamedColumns>`
    select s.*, site.name as site_name, m.name as machine_name, a.name as asset_name, a.kind as asset_kind,
      ${activeUser('s.assignee_user_id')} as assignee, ${activeUser('site.contact_user_id')} as site_contact,
      ${username('s.acknowledged_by')} as acknowledged_name, ${username('s.snoozed_by')} as snoozed_name,
      ${username('s.accepted_by')} as accepted_name
    from kernel.stories s
    join kernel.sites site on site.id = s.site_id
    left join kernel.machines m on s.subject_kind = 'machine' and m.id::text = s.subject
    left join kernel.assets a on s.subject_kind = 'asset' and a.id::text = s.subject
    where s.id = any(${[...ids]}::uuid[])`.execute(db);
  return new Map(rows.map((row) => [row.id, toNamed(row)]));
}

const toNamed = (row: NamedColumns): NamedStory => ({
  ...toStory(row),
  siteName: row.site_name,
  machineName: row.machine_name,
  assetName: row.asset_name,
  assetKind: row.asset_kind,
  assignee: row.assignee,
  siteContact: row.site_contact,
  acknowledgedBy: row.acknowledged_name,
  snoozedBy: row.snoozed_name,
  acceptedBy: row.accepted_name,
});

/** An owner who is still there, of one asset. */
export interface Owner {
  readonly assetId: string;
  readonly machineId: string | null;
  readonly who: Answerable;
}

/** Owners of these assets and of all assets of these machines, in the order of their names. */
export async function ownersOf(db: Db | Tx, assetIds: readonly string[], machineIds: readonly string[]): Promise<readonly Owner[]> {
  const { rows } = await sql<{
    asset_id: string;
    machine_id: string | null;
    user: User | null;
    team_id: string | null;
    team_name: string | null;
  }>`
    select a.id as asset_id, a.machine_id, t.id as team_id, t.name as team_name,
      case when u.id is not null
        then jsonb_build_object('kind', 'user', 'id', u.id, 'name', u.username, 'displayName', u.display_name) end as user
    from kernel.assets a
    join kernel.responsibilities r on r.asset_id = a.id and r.role = 'owner'
    left join kernel.users u on u.id = r.user_id and u.deactivated_at is null and u.removed_at is null
    left join kernel.teams t on t.id = r.team_id and t.archived_at is null
    where (a.id = any(${[...assetIds]}::uuid[]) or a.machine_id = any(${[...machineIds]}::uuid[])) and a.archived_at is null
    order by u.username, t.name, a.id`.execute(db);
  return rows.flatMap((row): Owner[] => {
    const place = { assetId: row.asset_id, machineId: row.machine_id };
    if (row.user !== null) return [{ ...place, who: row.user }];
    return row.team_id === null || row.team_name === null
      ? []
      : [{ ...place, who: { kind: 'team', id: row.team_id, name: row.team_name } }];
  });
}

export async function teamsOf(db: Db | Tx, userId: string): Promise<readonly string[]> {
  const rows = await db
    .selectFrom('kernel.team_members as m')
    .innerJoin('kernel.teams as t', 't.id', 'm.team_id')
    .select('t.id')
    .where('m.user_id', '=', userId)
    .where('t.archived_at', 'is', null)
    .execute();
  return rows.map(({ id }) => id);
}

/** Every asset that stands on these machines. */
export async function assetsOnMachines(
  db: Db | Tx,
  machineIds: readonly string[],
): Promise<readonly { readonly id: string; readonly machineId: string }[]> {
  if (machineIds.length === 0) return [];
  const rows = await db
    .selectFrom('kernel.assets')
    .select(['id', 'machine_id'])
    .where('machine_id', '=', anyOf(machineIds))
    .where('archived_at', 'is', null)
    .execute();
  return rows.flatMap(({ id, machine_id }) => (machine_id === null ? [] : [{ id, machineId: machine_id }]));
}

/** How many findings of other stories in sight are folded under a story's, directly or by way of others. */
export async function foldedElsewhere(
  db: Db | Tx,
  ids: readonly string[],
  now: Temporal.Instant,
  scope: Scope,
): Promise<ReadonlyMap<string, number>> {
  const { rows } = await sql<{ story_id: string; count: number }>`
    with recursive ${explainingAt(now)},
    below (story_id, id) as (
      select c.story_id, f.id from kernel.findings c join kernel.findings f on ${isCauseOf}
      where c.story_id = any(${[...ids]}::uuid[]) and c.closed_at is null and f.closed_at is null and f.cause_key is not null
      union
      select b.story_id, f.id from below b
      join kernel.findings c on c.id = b.id
      join kernel.findings f on ${isCauseOf}
      where f.closed_at is null and f.cause_key is not null
    )
    select b.story_id, count(*)::int as count from below b join kernel.findings f on f.id = b.id
    where f.story_id <> b.story_id and ${isFolded} and ${isOpenAt(now)}
      and ${withinScope(scope, sql`f.module`, sql`f.site_id`)}
    group by b.story_id`.execute(db);
  return new Map(rows.map((row) => [row.story_id, row.count]));
}
