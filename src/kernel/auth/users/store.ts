import { sql } from 'kysely';
import type { UserId } from '../../../shared/ids.ts';
import type { GrantShape } from '../../contract/permission.ts';
import type { Db, Tx } from '../../db/database.ts';
import { cells, type Keyset, keyset } from '../../db/keyset.ts';
import type { Work } from '../../db/transact.ts';
import { grantsOf } from '../access/grants.ts';

export interface UserRecord {
  readonly id: UserId;
  readonly number: number;
  readonly username: string;
  readonly displayName: string;
  readonly email: string | null;
  readonly isSuperadmin: boolean;
  readonly language: 'en' | 'de';
  readonly timeZone: string | null;
  /** The user's own; those of teams come on top. */
  readonly grants: readonly GrantShape[];
  readonly teams: readonly { readonly id: string; readonly name: string }[];
  readonly createdAt: Temporal.Instant;
  readonly lastLoginAt: Temporal.Instant | null;
  readonly lastPasswordChangeAt: Temporal.Instant | null;
  readonly failedLoginAttempts: number;
  readonly lastFailedLoginAt: Temporal.Instant | null;
  readonly lockedUntil: Temporal.Instant | null;
  readonly deactivatedAt: Temporal.Instant | null;
  /** User name of whoever did it. */
  readonly deactivatedBy: string | null;
  readonly version: number;
}

const users = (db: Db | Tx) =>
  db
    .selectFrom('kernel.users as u')
    .leftJoin('kernel.users as d', 'd.id', 'u.deactivated_by')
    .where('u.removed_at', 'is', null)
    .select((row) => [
      row.ref('u.id').$castTo<UserId>().as('id'),
      'u.number',
      'u.username',
      'u.display_name as displayName',
      'u.email',
      'u.is_superadmin as isSuperadmin',
      'u.language',
      'u.time_zone as timeZone',
      'u.created_at as createdAt',
      'u.last_login_at as lastLoginAt',
      'u.last_password_change_at as lastPasswordChangeAt',
      'u.failed_login_attempts as failedLoginAttempts',
      'u.last_failed_login_at as lastFailedLoginAt',
      'u.locked_until as lockedUntil',
      'u.deactivated_at as deactivatedAt',
      'd.username as deactivatedBy',
      'u.version',
      grantsOf('user_id', row.ref('u.id')).as('grants'),
      sql<{ id: string; name: string }[]>`coalesce((
        select jsonb_agg(jsonb_build_object('id', t.id, 'name', t.name) order by t.name)
        from kernel.team_members m join kernel.teams t on t.id = m.team_id
        where m.user_id = u.id and t.archived_at is null), '[]'::jsonb)`.as('teams'),
    ]);

export async function findUser(db: Db | Tx, id: string): Promise<UserRecord | null> {
  return (await users(db).where('u.id', '=', id).executeTakeFirst()) ?? null;
}

export async function findUserByName(db: Db | Tx, username: string): Promise<UserRecord | null> {
  const isName = sql<boolean>`lower(u.username collate kernel.natural) = lower(${username} collate kernel.natural)`;
  return (await users(db).where(isName).executeTakeFirst()) ?? null;
}

/** Locks the row until the transaction ends. */
export async function lockUser(tx: Tx, id: string): Promise<UserRecord | null> {
  await tx.selectFrom('kernel.users').select('id').where('id', '=', id).forUpdate().execute();
  return await findUser(tx, id);
}

export type UserSort = 'username' | '-username' | 'lastLoginAt' | '-lastLoginAt';
export type UserState = 'active' | 'deactivated' | 'locked';

const byId = { by: sql.ref('u.id'), of: (user: UserRecord) => user.id, cell: cells.id };
const byName = { by: sql.ref('u.username'), of: (user: UserRecord) => user.username, cell: cells.text };
const bySignIn = {
  by: sql.ref('u.last_login_at'),
  of: (user: UserRecord) => user.lastLoginAt?.toString() ?? null,
  cell: cells.instant,
  nulls: 'last' as const,
};

const orders: Readonly<Record<UserSort, Keyset<UserRecord>>> = {
  username: keyset('username', [byName, byId]),
  '-username': keyset('-username', [
    { ...byName, direction: 'desc' },
    { ...byId, direction: 'desc' },
  ]),
  lastLoginAt: keyset('lastLoginAt', [bySignIn, byId]),
  '-lastLoginAt': keyset('-lastLoginAt', [{ ...bySignIn, direction: 'desc' }, byId]),
};

export interface UserListing {
  readonly cursor?: string | undefined;
  readonly limit: number;
  readonly q?: string | undefined;
  readonly state?: readonly UserState[] | undefined;
  readonly sort: UserSort;
  /** Administrators do not see superadmins. */
  readonly withSuperadmins: boolean;
}

/** `%` and `_` in what a person typed mean themselves. */
export const containing = (text: string): string => `%${text.replace(/[\\%_]/g, '\\$&')}%`;

export async function pageOfUsers(db: Db | Tx, listing: UserListing, now: Temporal.Instant) {
  const { q, state, sort, limit, withSuperadmins } = listing;
  const order = orders[sort];
  const query = users(db)
    .$if(!withSuperadmins, (row) => row.where('u.is_superadmin', '=', false))
    .$if(q !== undefined && q !== '', (row) => row.where(matches(q ?? '')))
    .$if(state !== undefined, (row) => row.where(isIn(state ?? [], now)));
  return order.cut(await order.apply(query, listing).execute(), limit);
}

const matches = (q: string) => {
  const like = containing(q);
  return sql<boolean>`(u.username ilike ${like} or u.display_name ilike ${like} or u.email ilike ${like})`;
};

function isIn(states: readonly UserState[], now: Temporal.Instant) {
  const tests = {
    active: sql<boolean>`u.deactivated_at is null`,
    deactivated: sql<boolean>`u.deactivated_at is not null`,
    locked: sql<boolean>`u.locked_until > ${now}`,
  };
  return states.length === 0
    ? sql<boolean>`false`
    : sql<boolean>`(${sql.join(
        states.map((state) => tests[state]),
        sql` or `,
      )})`;
}

/** Whether somebody else signs in by this name or address, as a user name or as an e-mail address. */
export async function isTaken(tx: Tx, name: string, exceptId: string | null): Promise<boolean> {
  const row = await tx
    .selectFrom('kernel.users')
    .select('id')
    .where('removed_at', 'is', null)
    .where(
      sql<boolean>`(lower(username collate kernel.natural) = lower(${name} collate kernel.natural) or lower(email collate kernel.natural) = lower(${name} collate kernel.natural))`,
    )
    .$if(exceptId !== null, (query) => query.where('id', '!=', exceptId ?? ''))
    .executeTakeFirst();
  return row !== undefined;
}

/** Superadmins beside this user who can sign in. */
export async function countOtherSuperadmins(tx: Tx, id: string): Promise<number> {
  const { others } = await tx
    .selectFrom('kernel.users')
    .select((row) => row.fn.countAll<number>().as('others'))
    .where('is_superadmin', '=', true)
    .where('deactivated_at', 'is', null)
    .where('removed_at', 'is', null)
    .where('id', '!=', id)
    .executeTakeFirstOrThrow();
  return others;
}

export interface NewUser {
  readonly id: UserId;
  readonly username: string;
  readonly displayName: string;
  readonly email: string | null;
  readonly language: 'en' | 'de';
  readonly passwordHash: string;
  readonly isSuperadmin: boolean;
  readonly createdBy: UserId | null;
}

export async function insertUser({ tx, now }: Work, user: NewUser): Promise<void> {
  await tx
    .insertInto('kernel.users')
    .values({
      id: user.id,
      username: user.username,
      display_name: user.displayName,
      email: user.email,
      language: user.language,
      password_hash: user.passwordHash,
      is_superadmin: user.isSuperadmin,
      created_at: now,
      created_by: user.createdBy,
      last_password_change_at: now,
      time_zone: null,
      last_login_at: null,
      last_failed_login_at: null,
      locked_until: null,
      deactivated_at: null,
      deactivated_by: null,
      removed_at: null,
    })
    .execute();
}

export interface UserFields {
  readonly username?: string | undefined;
  readonly displayName?: string | undefined;
  readonly email?: string | null | undefined;
  readonly language?: 'en' | 'de' | undefined;
  readonly timeZone?: string | null | undefined;
  readonly isSuperadmin?: boolean | undefined;
}

/** Saves what is given and raises the version. */
export async function saveUser(tx: Tx, id: string, fields: UserFields): Promise<void> {
  await tx
    .updateTable('kernel.users')
    .set((row) => ({
      version: row('version', '+', 1),
      ...(fields.username === undefined ? {} : { username: fields.username }),
      ...(fields.displayName === undefined ? {} : { display_name: fields.displayName }),
      ...(fields.email === undefined ? {} : { email: fields.email }),
      ...(fields.language === undefined ? {} : { language: fields.language }),
      ...(fields.timeZone === undefined ? {} : { time_zone: fields.timeZone }),
      ...(fields.isSuperadmin === undefined ? {} : { is_superadmin: fields.isSuperadmin }),
    }))
    .where('id', '=', id)
    .execute();
}

/** A new password starts without failures: whoever set it knows who signs in next. */
export async function savePassword({ tx, now }: Pick<Work, 'tx' | 'now'>, id: string, passwordHash: string): Promise<void> {
  await tx
    .updateTable('kernel.users')
    .set((row) => ({
      password_hash: passwordHash,
      last_password_change_at: now,
      failed_login_attempts: 0,
      locked_until: null,
      version: row('version', '+', 1),
    }))
    .where('id', '=', id)
    .execute();
}
