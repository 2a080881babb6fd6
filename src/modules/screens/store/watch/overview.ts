import { sql } from 'kysely';
import { type Scope, sitesOf } from '../../../../kernel/contract/access.ts';
import type { Db } from '../../../../kernel/db/database.ts';
import type { ScreenState } from '../../domain/screen-state.ts';
import { type ScreenRow, toScreen } from '../screen-row.ts';
import { narrowedBy } from '../screens.ts';
import { rankOf } from './monitor.ts';
import { type Since, stateOf } from './state.ts';

export interface CardFilter {
  readonly since: Since;
  readonly siteId?: string | undefined;
  readonly state?: readonly ScreenState[] | undefined;
}

export interface CardRows {
  readonly groupId: string | null;
  /** How many of its screens are in the states that were asked for. */
  readonly matching: number;
  /** Worst first. */
  readonly screens: readonly ScreenRow[];
}

/** So many screens stand on a card. */
const MOST_ROWS = 6;
/** Offline, critical, warning: places of `rankOf`. Of what is beyond nobody need be reminded. */
const LAST_IN_NEED = 3;

/**
 * Screens in scope by group, out of groups that are in use: all of a small group, of others those that need somebody most. Which they are
 * is found among few columns, and what else is known is read of those alone.
 */
export async function cardRows(db: Db, scope: Scope, { since, siteId, state }: CardFilter): Promise<readonly CardRows[]> {
  const sites = sitesOf(scope, 'screens');
  const { rows: chosen } = await sql<{ groupId: string | null; matching: number; ids: string[] }>`
    with judged as (
      select s.id, s.group_id, a.name, ${rankOf(since)} as rank
      from screens.screens s join kernel.assets a on a.id = s.id
      left join screens.groups g on g.id = s.group_id left join screens.programmes p on p.group_id = s.group_id
      where a.archived_at is null and coalesce(g.is_active, true)
        and ${sites === 'all' ? sql`true` : sql`s.site_id = any(${sites}::uuid[])`}
        and ${siteId === undefined ? sql`true` : sql`s.site_id = ${siteId}`}
        and ${state === undefined ? sql`true` : sql`${stateOf(since)} = any(${[...state]}::text[])`}),
    placed as (
      select id, group_id, rank, row_number() over by_need as place, count(*) over (partition by group_id) as matching
      from judged window by_need as (partition by group_id order by rank, name, id))
    select group_id as "groupId", matching, coalesce(array_agg(id order by place)
      filter (where place <= ${MOST_ROWS} and (matching <= ${MOST_ROWS} or rank <= ${LAST_IN_NEED})), '{}') as ids
    from placed group by group_id, matching`.execute(db);
  const ids = chosen.flatMap((one) => one.ids);
  const rows =
    ids.length === 0 ? [] : await narrowedBy(db, scope, { since }).where('s.id', '=', sql<string>`any(${ids}::uuid[])`).execute();
  const screens = new Map(rows.map((row) => [row.id, toScreen(row)]));
  return chosen.map(({ groupId, matching, ids: shown }) => ({
    ...{ groupId, matching },
    screens: shown.flatMap((id) => screens.get(id) ?? []),
  }));
}
