import { type Expression, type RawBuilder, sql } from 'kysely';
import type { AssetId, TeamId, UserId } from '../../shared/ids.ts';
import type { ResponsibilityRole } from '../contract/permission.ts';
import type { ColumnQuery } from '../db/by-column.ts';

export type ResponsibleCells = {
  readonly asset_id: AssetId;
  readonly user_id: UserId | null;
  readonly team_id: TeamId | null;
  readonly username: string;
  readonly role: ResponsibilityRole;
};

/**
 * Who answers for these assets, one asset after the other: owners first, then by name. For lists, to be read in one statement with their rows.
 * Names are compared only within one asset: that is slow by people's rules. `which`: the condition behind the asset's id, as of `isOneOf`.
 */
export const responsiblesQuery = (which: RawBuilder<unknown>): ColumnQuery<ResponsibleCells> => ({
  names: ['asset_id', 'user_id', 'team_id', 'username', 'role'],
  query: sql`
    select r.asset_id, r.user_id, r.team_id, coalesce(u.username, t.name) as username, r.role
    from kernel.responsibilities r
    left join kernel.users u on u.id = r.user_id
    left join kernel.teams t on t.id = r.team_id
    where r.asset_id ${which}
    order by r.asset_id, r.role = 'owner' desc, coalesce(u.username, t.name), coalesce(r.user_id, r.team_id)`,
});

export type MaintenanceCells = {
  readonly asset_id: AssetId;
  readonly id: string;
  readonly starts_at: string;
  readonly ends_at: string;
  readonly reason: string;
  readonly by_name: string | null;
};

/** The running period, else the next planned one, of these assets. */
export const maintenanceQuery = (which: RawBuilder<unknown>, now: Temporal.Instant): ColumnQuery<MaintenanceCells> => ({
  names: ['asset_id', 'id', 'starts_at', 'ends_at', 'reason', 'by_name'],
  query: sql`
    select distinct on (p.asset_id) p.asset_id, p.id, p.starts_at, p.ends_at, p.reason, u.username as by_name
    from kernel.maintenance_periods p left join kernel.users u on u.id = p.created_by
    where p.asset_id ${which} and p.ended_early_at is null and p.ends_at > ${now}
    order by p.asset_id, greatest(p.starts_at, ${now}), p.ends_at desc, p.id`,
});

/** The same of one asset as JSON, null where there is none: for lists that are put together from texts. `asset`: how the query calls its row. */
export const maintenanceText = (asset: string, now: Expression<unknown>): RawBuilder<string | null> => sql`
  case when ${sql.ref(`${asset}.maintained_until`)} > ${now} then (
    select '{"id":"' || p.id::text || '","startsAt":' || kernel.json_of(p.starts_at) || ',"endsAt":' || kernel.json_of(p.ends_at)
      || ',"reason":' || kernel.json_of(p.reason) || ',"by":' || kernel.json_of(w.username) || '}'
    from kernel.maintenance_periods p left join kernel.users w on w.id = p.created_by
    where p.asset_id = ${sql.ref(`${asset}.id`)} and p.ended_early_at is null and p.ends_at > ${now}
    order by greatest(p.starts_at, ${now}), p.ends_at desc, p.id limit 1) end`;
