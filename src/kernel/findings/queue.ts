import { type RawBuilder, type SqlBool, sql } from 'kysely';
import { withinScope } from '../assets/within.ts';
import type { Scope } from '../contract/access.ts';
import type { TABS } from '../contract/routes/today.ts';
import { SEVERITIES, type Severity, severityRank } from '../contract/severity.ts';
import type { Db } from '../db/database.ts';
import { cells, keyset, type PageRequest } from '../db/keyset.ts';
import { explainingAt, isFolded, isOpenAt, mutedAt } from './folding.ts';

type Tab = (typeof TABS)[number];

/** What Today is asked for. */
export interface QueueRequest extends PageRequest {
  readonly scope: Scope;
  readonly userId: string;
  readonly now: Temporal.Instant;
  readonly tab: Tab;
  readonly siteId?: string | undefined;
  readonly module?: readonly string[] | undefined;
  readonly severity?: readonly Severity[] | undefined;
  readonly q?: string | undefined;
}

export interface Queue {
  /** Ids of the page's stories, in order. */
  readonly storyIds: readonly string[];
  readonly nextCursor: string | null;
  readonly counts: Readonly<Record<Tab, number>>;
}

/** Closed stories are shown for a day. */
const DONE_HOURS = 24;

interface OpenRow {
  id: string;
  /** 0 for the caller's own, so that all sorts ascend. */
  not_mine: number;
  mildness: number;
  is_acknowledged: number;
  since: Temporal.Instant;
}

interface DoneRow {
  id: string;
  closed_at: Temporal.Instant;
}

interface Counts {
  mine: number;
  anyone: number;
  snoozed: number;
  done: number;
}

/** Mine, severity, not acknowledged, oldest. */
const openOrder = keyset<OpenRow>('today', [
  { by: sql.ref('not_mine'), of: (row) => row.not_mine, cell: cells.int },
  { by: sql.ref('mildness'), of: (row) => row.mildness, cell: cells.int },
  { by: sql.ref('is_acknowledged'), of: (row) => row.is_acknowledged, cell: cells.int },
  { by: sql.ref('since'), of: (row) => row.since.toString(), cell: cells.instant },
  { by: sql.ref('id'), of: (row) => row.id, cell: cells.id },
]);

/** Last closed first. */
const doneOrder = keyset<DoneRow>('today-done', [
  { by: sql.ref('closed_at'), of: (row) => row.closed_at.toString(), cell: cells.instant, direction: 'desc' },
  { by: sql.ref('id'), of: (row) => row.id, cell: cells.id, direction: 'desc' },
]);

/**
 * One page of Today with the counts of all tabs, in one statement: standing, severity and order of every story are computed
 * at `now` from the findings that the caller may see.
 */
export async function queueOf(db: Db, request: QueueRequest): Promise<Queue> {
  return request.tab === 'done' ? donePage(db, request) : openPage(db, request, request.tab);
}

const withStories = (db: Db, request: QueueRequest) =>
  db
    .with('open_stories', () => openStories(request))
    .with('done_stories', () => doneStories(request))
    .with('counts', (q) =>
      q.selectNoFrom(() => [
        sql<number>`(select count(*)::int from open_stories where not is_aside and not_mine = 0)`.as('mine'),
        sql<number>`(select count(*)::int from open_stories where not is_aside)`.as('anyone'),
        sql<number>`(select count(*)::int from open_stories where is_aside)`.as('snoozed'),
        sql<number>`(select count(*)::int from done_stories)`.as('done'),
      ]),
    );

const TAB_CONDITIONS: Readonly<Record<Exclude<Tab, 'done'>, RawBuilder<SqlBool>>> = {
  mine: sql`not is_aside and not_mine = 0`,
  anyone: sql`not is_aside`,
  snoozed: sql`is_aside`,
};

async function openPage(db: Db, request: QueueRequest, tab: Exclude<Tab, 'done'>): Promise<Queue> {
  const rows = await withStories(db, request)
    .with('page', (q) => openOrder.apply(q.selectFrom('open_stories').selectAll().where(TAB_CONDITIONS[tab]), request))
    .selectFrom('counts')
    .leftJoin('page', (join) => join.onTrue())
    .selectAll()
    .orderBy('not_mine')
    .orderBy('mildness')
    .orderBy('is_acknowledged')
    .orderBy('since')
    .orderBy('id')
    .execute();
  const page = rows.flatMap(({ id, not_mine, mildness, is_acknowledged, since }) =>
    id === null || not_mine === null || mildness === null || is_acknowledged === null || since === null
      ? []
      : [{ id, not_mine, mildness, is_acknowledged, since }],
  );
  return toQueue(openOrder.cut(page, request.limit), rows[0]);
}

async function donePage(db: Db, request: QueueRequest): Promise<Queue> {
  const rows = await withStories(db, request)
    .with('page', (q) => doneOrder.apply(q.selectFrom('done_stories').selectAll(), request))
    .selectFrom('counts')
    .leftJoin('page', (join) => join.onTrue())
    .selectAll()
    .orderBy('closed_at', 'desc')
    .orderBy('id', 'desc')
    .execute();
  const page = rows.flatMap(({ id, closed_at }) => (id === null || closed_at === null ? [] : [{ id, closed_at }]));
  return toQueue(doneOrder.cut(page, request.limit), rows[0]);
}

const toQueue = (
  cut: { readonly items: readonly { readonly id: string }[]; readonly nextCursor: string | null },
  counts?: Counts,
): Queue => ({
  storyIds: cut.items.map(({ id }) => id),
  nextCursor: cut.nextCursor,
  counts: { mine: counts?.mine ?? 0, anyone: counts?.anyone ?? 0, snoozed: counts?.snoozed ?? 0, done: counts?.done ?? 0 },
});

const rankOf = (column: RawBuilder<unknown>) => sql<number>`array_position(array[${sql.join([...SEVERITIES])}]::text[], ${column})`;

const WORST_RANK = SEVERITIES.length;

/** Open stories with at least one unfolded finding in sight. The inner joins grow with findings, never with history. */
const openStories = (request: QueueRequest) => sql<OpenRow & { is_aside: boolean }>`(
  with recursive ${explainingAt(request.now)}, ${mutedAt(request.now)}, ${ownersFor(request.userId)},
  member as (
    select f.story_id, f.asset_id, f.module, f.rule, f.opened_at, ${rankOf(sql`f.severity`)} as rank,
      m.until is null as is_active, o.asset_id is not null as is_owned, coalesce(o.is_mine, false) as is_mine
    from kernel.findings f
    left join muted m on m.asset_id = f.asset_id
    left join owned o on o.asset_id = f.asset_id
    where ${isOpenAt(request.now)} and not ${isFolded}
      and ${withinScope(request.scope, sql`f.module`, sql`f.site_id`)}
      ${request.siteId === undefined ? sql`` : sql`and f.site_id = ${request.siteId}`}
  ),
  story as (
    select s.*, min(member.opened_at) as since,
      max(member.rank) as rank, max(member.rank) filter (where is_active) as active_rank,
      coalesce(bool_or(is_active and s.acknowledged_at is not null and (
        member.rank > ${rankOf(sql`s.acknowledged_severity`)} or (member.module || '/' || member.rule) <> all(s.acknowledged_rules))), false) as is_worse,
      bool_or(is_owned) as is_owned, bool_or(is_mine) as is_mine
    from member join kernel.stories s on s.id = member.story_id
    where s.closed_at is null ${matching(request)}
    group by s.id
  )
  select story.id, story.since,
    ${WORST_RANK} - coalesce(active_rank, rank) as mildness,
    (story.acknowledged_at is not null and not is_worse)::int as is_acknowledged,
    (active_rank is null
      or coalesce(story.snoozed_until > ${request.now} and active_rank <= ${rankOf(sql`story.snoozed_severity`)}, false)
      or coalesce(story.accepted_until > ${request.now} and active_rank <= ${rankOf(sql`story.accepted_severity`)}, false)) as is_aside,
    case
      when assignee.id is not null then (assignee.id <> ${request.userId})::int
      when story.is_owned then (not story.is_mine)::int
      when mo.machine_id is not null then (not mo.is_mine)::int
      else (contact.id is distinct from ${request.userId})::int
    end as not_mine
  from story
  join kernel.sites on sites.id = story.site_id
  left join active_user assignee on assignee.id = story.assignee_user_id
  left join active_user contact on contact.id = sites.contact_user_id
  left join machine_owned mo on story.subject_kind = 'machine' and mo.machine_id::text = story.subject
  ${severityCondition(request.severity, sql`coalesce(active_rank, rank)`)}
)`;

/** `owned (asset_id, is_mine)` and `machine_owned (machine_id, is_mine)`: what has an owner who is still there. */
const ownersFor = (userId: string) => sql`
  active_user as (select id from kernel.users where deactivated_at is null and removed_at is null),
  my_team as (
    select t.id from kernel.team_members tm join kernel.teams t on t.id = tm.team_id and t.archived_at is null where tm.user_id = ${userId}
  ),
  owned as materialized (
    select r.asset_id, bool_or(coalesce(r.user_id = ${userId}, false) or r.team_id in (select id from my_team)) is true as is_mine
    from kernel.responsibilities r
    left join active_user u on u.id = r.user_id
    left join kernel.teams t on t.id = r.team_id and t.archived_at is null
    where r.role = 'owner' and (u.id is not null or t.id is not null)
    group by r.asset_id
  ),
  machine_owned as (
    select a.machine_id, bool_or(owned.is_mine) as is_mine
    from kernel.assets a join owned on owned.asset_id = a.id
    where a.machine_id is not null and a.archived_at is null group by a.machine_id
  )`;

/** Stories that closed lately, other than by joining another one. */
const doneStories = (request: QueueRequest) => sql<DoneRow>`(
  select s.id, s.closed_at
  from kernel.stories s join kernel.findings f on f.story_id = s.id
  where s.closed_at > ${request.now.subtract({ hours: DONE_HOURS })} and s.merged_into is null
    and ${withinScope(request.scope, sql`f.module`, sql`f.site_id`)}
    ${request.siteId === undefined ? sql`` : sql`and s.site_id = ${request.siteId}`} ${matching(request)}
  group by s.id
  ${request.severity === undefined ? sql`` : sql`having max(${rankOf(sql`f.severity`)}) = any(${ranksOf(request.severity)}::int[])`}
)`;

const ranksOf = (severities: readonly Severity[]): number[] => severities.map((severity) => severityRank(severity) + 1);

const severityCondition = (severities: readonly Severity[] | undefined, rank: RawBuilder<unknown>) =>
  severities === undefined ? sql`` : sql`where ${rank} = any(${ranksOf(severities)}::int[])`;

/** A story matches when one of its findings in sight does; then it is shown whole. */
function matching({ module, q, scope }: QueueRequest): RawBuilder<unknown> {
  const seen = sql`n.story_id = s.id and (s.closed_at is not null or n.closed_at is null) and ${withinScope(scope, sql`n.module`, sql`n.site_id`)}`;
  const byModule = sql`and exists (select from kernel.findings n where ${seen} and n.module = any(${[...(module ?? [])]}::text[]))`;
  return sql`${module === undefined ? sql`` : byModule} ${q === undefined || q.trim() === '' ? sql`` : matchingText(seen, q.trim())}`;
}

function matchingText(seen: RawBuilder<unknown>, text: string): RawBuilder<unknown> {
  const pattern = `%${text.replace(/[\\%_]/g, '\\$&')}%`;
  return sql`and exists (
    select from kernel.findings n left join kernel.assets a on a.id = n.asset_id left join kernel.machines mc on mc.id = a.machine_id
    where ${seen} and (
      a.name ilike ${pattern} or a.host_name ilike ${pattern} or host(a.address) ilike ${pattern} or mc.name ilike ${pattern}
      or array_to_string(a.tags, ' ') ilike ${pattern} or n.rule ilike ${pattern} or (n.asset_id is null and n.key ilike ${pattern})))`;
}
