import { sql } from 'kysely';
import { newId } from '../../../shared/ids.ts';
import type { Db, Tx } from '../../db/database.ts';
import type { Work } from '../../db/transact.ts';
import { isActive, type PersonColumns, personColumns, toActor } from '../access/load-person.ts';
import type { Origin, PersonActor } from '../actor.ts';
import './tables.ts';

export interface SecretLinkRow {
  readonly id: string;
  readonly purpose: string;
  readonly name: string;
  readonly hint: string;
  readonly createdAt: Temporal.Instant;
  readonly lastUsedAt: Temporal.Instant | null;
}

export interface NewSecretLink {
  readonly userId: string;
  readonly purpose: string;
  readonly name: string;
  readonly tokenHash: string;
  readonly hint: string;
}

export async function insertLink({ tx, now }: Work, { userId, purpose, name, tokenHash, hint }: NewSecretLink): Promise<SecretLinkRow> {
  const id = newId(now);
  await tx
    .insertInto('kernel.secret_links')
    .values({ id, user_id: userId, purpose, name, token_hash: tokenHash, hint, created_at: now })
    .execute();
  return { id, purpose, name, hint, createdAt: now, lastUsedAt: null };
}

/** A user's links that were not revoked, newest first. */
export async function listLinks(db: Db | Tx, userId: string): Promise<readonly SecretLinkRow[]> {
  return await db
    .selectFrom('kernel.secret_links')
    .select(['id', 'purpose', 'name', 'hint', 'created_at as createdAt', 'last_used_at as lastUsedAt'])
    .where('user_id', '=', userId)
    .where('revoked_at', 'is', null)
    .orderBy('id', 'desc')
    .execute();
}

/** How many links of a user were not revoked. Until the transaction ends nobody makes another one in their name. */
export async function countLinks(tx: Tx, userId: string): Promise<number> {
  await tx.selectFrom('kernel.users').select('id').where('id', '=', userId).forNoKeyUpdate().execute();
  return (await listLinks(tx, userId)).length;
}

/** The revoked link's name; null: there is none such of theirs. */
export async function revokeLink({ tx, now }: Pick<Work, 'tx' | 'now'>, id: string, userId: string): Promise<string | null> {
  const row = await tx
    .updateTable('kernel.secret_links')
    .set({ revoked_at: now })
    .where('id', '=', id)
    .where('user_id', '=', userId)
    .where('revoked_at', 'is', null)
    .returning('name')
    .executeTakeFirst();
  return row?.name ?? null;
}

export async function revokeLinksOf({ tx, now }: Pick<Work, 'tx' | 'now'>, userId: string): Promise<void> {
  await tx
    .updateTable('kernel.secret_links')
    .set({ revoked_at: now })
    .where('user_id', '=', userId)
    .where('revoked_at', 'is', null)
    .execute();
}

export async function noteLinkUsed(tx: Tx, id: string, now: Temporal.Instant): Promise<void> {
  await tx.updateTable('kernel.secret_links').set({ last_used_at: now }).where('id', '=', id).execute();
}

interface FoundLink {
  readonly id: string;
  readonly lastUsedAt: Temporal.Instant | null;
  readonly actor: PersonActor;
}

interface LinkColumns {
  readonly link_id: string;
  readonly last_used_at: Temporal.Instant | null;
}

/** The active person behind a link that was not revoked, with all rights that `scopes` leave, in one query. */
export async function findLink(
  db: Db,
  { purpose, scopes, tokenHash }: { readonly purpose: string; readonly scopes: readonly string[]; readonly tokenHash: string },
  origin: Origin,
): Promise<FoundLink | null> {
  const { rows } = await sql<PersonColumns & LinkColumns>`
    select ${personColumns}, l.id as link_id, l.last_used_at
    from kernel.secret_links l join kernel.users u on u.id = l.user_id
    where l.token_hash = ${tokenHash} and l.purpose = ${purpose} and l.revoked_at is null and ${isActive}`.execute(db);
  const row = rows[0];
  if (row === undefined) return null;
  return { id: row.link_id, lastUsedAt: row.last_used_at, actor: { ...toActor(row, origin, {}), tokenScopes: scopes } };
}
