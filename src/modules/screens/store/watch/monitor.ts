import { sql } from 'kysely';
import { type Scope, sitesOf } from '../../../../kernel/contract/access.ts';
import type { Page } from '../../../../kernel/contract/page.ts';
import type { Db } from '../../../../kernel/db/database.ts';
import { cells, keyset, type PageRequest } from '../../../../kernel/db/keyset.ts';
import type { ScreenState } from '../../domain/screen-state.ts';
import { toScreen } from '../screen-row.ts';
import { narrowedBy, type ScreenFilter, type ScreenRow } from '../screens.ts';
import { type Since, stateOf } from './state.ts';

/** The lower, the sooner somebody should look; from 1. */
export const rankOf = (since: Since) =>
  sql<number>`array_position(array['offline', 'critical', 'warning', 'new', 'healthy', 'off'], ${stateOf(since)})`;

/** Screens in scope, those first that need somebody most. */
export async function listByNeed(
  db: Db,
  scope: Scope,
  filter: ScreenFilter & { readonly since: Since },
  page: PageRequest,
): Promise<Page<ScreenRow>> {
  const rank = rankOf(filter.since);
  const order = keyset<{ readonly rank: number; readonly screen: ScreenRow }>('screens by need', [
    { by: rank, of: (row) => row.rank, cell: cells.int },
    { by: sql.ref('a.name'), of: ({ screen }) => screen.name, cell: cells.text },
    { by: sql.ref('s.id'), of: ({ screen }) => screen.id, cell: cells.id },
  ]);
  const rows = await order.apply(narrowedBy(db, scope, filter).select(rank.as('rank')), page).execute();
  const { items, nextCursor } = order.cut(
    rows.map((row) => ({ rank: row.rank, screen: toScreen(row) })),
    page.limit,
  );
  return { items: items.map(({ screen }) => screen), nextCursor };
}

export interface StateCount {
  readonly siteId: string;
  readonly groupId: string | null;
  readonly state: ScreenState;
  readonly count: number;
  /** Of these, how many have a picture of an event's begin or end whose time lasts. */
  readonly priority: number;
}

/** How many screens in scope are in which state, by site and group. */
export async function countStates(
  db: Db,
  scope: Scope,
  {
    since,
    prioritySince,
    siteId,
  }: { readonly since: Since; readonly prioritySince: Temporal.Instant; readonly siteId?: string | undefined },
): Promise<readonly StateCount[]> {
  const sites = sitesOf(scope, 'screens');
  const { rows } = await sql<StateCount>`
    select s.site_id as "siteId", s.group_id as "groupId", ${stateOf(since)} as state, count(*) as count,
      count(*) filter (where s.priority_shot_at >= ${prioritySince}) as priority
    from screens.screens s join kernel.assets a on a.id = s.id left join screens.programmes p on p.group_id = s.group_id
    where a.archived_at is null
      and ${sites === 'all' ? sql`true` : sql`s.site_id = any(${sites}::uuid[])`}
      and ${siteId === undefined ? sql`true` : sql`s.site_id = ${siteId}`}
    group by 1, 2, 3`.execute(db);
  return rows;
}

const byFailure = keyset<ScreenRow>('screens service failed', [
  {
    by: sql.ref('s.service_failed_at'),
    of: ({ serviceFailedAt }) => serviceFailedAt?.toString() ?? null,
    cell: cells.instant,
    direction: 'desc',
  },
  { by: sql.ref('s.id'), of: ({ id }) => id, cell: cells.id, direction: 'desc' },
]);

/** Screens whose host has a unit that gave up, newest first. */
export async function listFailed(db: Db, scope: Scope, since: Since, page: PageRequest): Promise<Page<ScreenRow>> {
  const failed = narrowedBy(db, scope, { since }).where('s.service_failed_at', 'is not', null);
  const rows = await byFailure.apply(failed, page).execute();
  return byFailure.cut(rows.map(toScreen), page.limit);
}
