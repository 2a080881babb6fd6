import { sql } from 'kysely';
import { effectiveGrants } from '../../auth/access/load-person.ts';
import { type Scope, scopeOf } from '../../contract/access.ts';
import type { GrantShape, Permission } from '../../contract/permission.ts';
import { KERNEL_PERMISSIONS } from '../../contract/permissions.ts';
import type { Db, Tx } from '../../db/database.ts';
import type { LetThrough, Listener } from '../domain/due.ts';
import type { ChannelsTable } from '../tables.ts';

/** A channel that messages can leave by. */
export interface OpenChannel {
  readonly id: string;
  readonly kind: ChannelsTable['kind'];
  readonly name: string;
  readonly hears: 'all' | 'critical';
  /** The last message failed for good. It is still tried, and nobody relies on it. */
  readonly isFailing: boolean;
}

/** Somebody who can be told: what they may see, when they want to hear, and by what. */
export interface Person extends Listener {
  readonly userId: string;
  readonly scope: Scope;
  readonly channels: readonly OpenChannel[];
}

export interface PeopleParts {
  /** Mail can be sent. */
  readonly hasMail: boolean;
  /** Of people who have chosen none (IANA). */
  readonly timeZone: string;
}

interface PersonRow {
  id: string;
  time_zone: string | null;
  is_superadmin: boolean;
  grants: readonly GrantShape[];
  quiet_start: string | null;
  quiet_end: string | null;
  let_through: LetThrough | null;
  digest_at: string | null;
  channels: readonly OpenChannel[];
}

const READ: Permission | undefined = KERNEL_PERMISSIONS.find(({ name }) => name === 'findings:read');
export const DIGEST_AT = '07:30';

/** Row `c` of `kernel.channels` and row `u` of `kernel.users`: a message could leave. */
export const isOpenChannel = (hasMail: boolean) => sql<boolean>`(c.is_on and u.deactivated_at is null and u.removed_at is null
  and (c.kind <> 'email' or (${hasMail} and coalesce(c.target, u.email) is not null)))`;

/** Those of the users who are still there, by id. */
export async function peopleOf(
  db: Db | Tx,
  { hasMail, timeZone }: PeopleParts,
  userIds: readonly string[],
): Promise<ReadonlyMap<string, Person>> {
  const { rows } = await sql<PersonRow>`
    select u.id, u.time_zone, u.is_superadmin, ${effectiveGrants(sql`u.id`)} as grants,
      p.quiet_start, p.quiet_end, p.let_through, p.digest_at,
      coalesce((
        select jsonb_agg(jsonb_build_object('id', c.id, 'kind', c.kind, 'name', c.name, 'hears', c.hears,
          'isFailing', c.failing_since is not null) order by c.created_at, c.id)
        from kernel.channels c where c.user_id = u.id and ${isOpenChannel(hasMail)}), '[]'::jsonb) as channels
    from kernel.users u left join kernel.telling_people p on p.user_id = u.id
    where u.id = any(${[...userIds]}::uuid[]) and u.deactivated_at is null and u.removed_at is null`.execute(db);
  return new Map(rows.map((row) => [row.id, toPerson(row, timeZone)]));
}

function toPerson(row: PersonRow, timeZone: string): Person {
  const quiet = row.quiet_start === null || row.quiet_end === null ? null : { start: row.quiet_start, end: row.quiet_end };
  const rights = { superadmin: row.is_superadmin, grants: row.grants, tokenScopes: null, tokenSites: null };
  return {
    userId: row.id,
    scope: READ === undefined ? [] : scopeOf(rights, READ),
    channels: row.channels,
    hours: { timeZone: row.time_zone ?? timeZone, quiet, digestAt: row.digest_at ?? DIGEST_AT },
    letThrough: row.let_through ?? 'all',
  };
}

/** Whether anything could be told to anybody at all. */
export async function hasOpenChannel(db: Db | Tx, hasMail: boolean): Promise<boolean> {
  const { rows } = await sql`
    select from kernel.channels c join kernel.users u on u.id = c.user_id where ${isOpenChannel(hasMail)} limit 1`.execute(db);
  return rows.length > 0;
}
