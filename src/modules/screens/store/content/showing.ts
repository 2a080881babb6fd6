import { sql } from 'kysely';
import { type Scope, sitesOf } from '../../../../kernel/contract/access.ts';
import type { Db } from '../../../../kernel/db/database.ts';
import type { Content } from '../../domain/content/content.ts';
import './tables.ts';
import '../tables.ts';

/** What is shown at a group, as its programme says. */
export interface ShowingRow {
  readonly groupId: string;
  readonly eventId: string;
  readonly title: string;
  readonly type: Content['type'];
  readonly occurrence: string;
  readonly starts: Temporal.PlainDateTime;
  readonly ends: Temporal.PlainDateTime;
  readonly timeZone: string;
}

/** Of groups in scope that are in use and where something is planned now: it was worked out when the group was told, and costs no more. */
export async function showingOf(db: Db, scope: Scope): Promise<readonly ShowingRow[]> {
  const sites = sitesOf(scope, 'screens');
  const { rows } = await sql<Omit<ShowingRow, 'starts' | 'ends'> & { starts: string; ends: string }>`
    select p.group_id as "groupId", e.id as "eventId", e.title, e.content->>'type' as type, p.active[1] as occurrence,
      e.starts, e.ends, e.time_zone as "timeZone"
    from screens.programmes p join screens.groups g on g.id = p.group_id
    join screens.events e on e.id = split_part(p.active[1], ':', 1)::uuid
    where g.archived_at is null and g.is_active
      and ${sites === 'all' ? sql`true` : sql`g.site_id = any(${sites}::uuid[])`}
    order by p.group_id`.execute(db);
  return rows.map((row) => ({ ...row, starts: Temporal.PlainDateTime.from(row.starts), ends: Temporal.PlainDateTime.from(row.ends) }));
}
