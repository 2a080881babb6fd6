import { sql } from 'kysely';
import type { Tx } from '../../db/database.ts';
import type { Work } from '../../db/transact.ts';
import '../links/tables.ts';

export async function saveDeactivation({ tx, now }: Work, id: string, by: string | null): Promise<void> {
  await tx
    .updateTable('kernel.users')
    .set((row) => ({ deactivated_at: now, deactivated_by: by, version: row('version', '+', 1) }))
    .where('id', '=', id)
    .execute();
}

export async function saveReactivation(tx: Tx, id: string): Promise<void> {
  await tx
    .updateTable('kernel.users')
    .set((row) => ({ deactivated_at: null, deactivated_by: null, version: row('version', '+', 1) }))
    .where('id', '=', id)
    .execute();
}

export async function saveUnlock(tx: Tx, id: string): Promise<void> {
  await tx
    .updateTable('kernel.users')
    .set((row) => ({ failed_login_attempts: 0, locked_until: null, version: row('version', '+', 1) }))
    .where('id', '=', id)
    .execute();
}

/** Names of assets, three at most, that nobody but this user or team owns. */
export async function ownedAlone(tx: Tx, who: { readonly userId: string } | { readonly teamId: string }): Promise<readonly string[]> {
  const isTheirs = 'userId' in who ? sql`r.user_id = ${who.userId}` : sql`r.team_id = ${who.teamId}`;
  const { rows } = await sql<{ readonly name: string }>`
    select a.name from kernel.assets a
    join kernel.responsibilities r on r.asset_id = a.id and r.role = 'owner' and ${isTheirs}
    where a.archived_at is null and not exists (
      select 1 from kernel.responsibilities o where o.asset_id = a.id and o.role = 'owner'
        and (o.user_id, o.team_id) is distinct from (r.user_id, r.team_id))
    order by a.name limit 3`.execute(tx);
  return rows.map(({ name }) => name);
}

export async function dropResponsibilities(tx: Tx, who: { readonly userId: string } | { readonly teamId: string }): Promise<void> {
  const [column, id] = 'userId' in who ? (['user_id', who.userId] as const) : (['team_id', who.teamId] as const);
  await tx.deleteFrom('kernel.responsibilities').where(column, '=', id).execute();
}

/**
 * Makes the row a tombstone: history keeps its id and number, nothing says any more who it was.
 * Sessions, tokens, grants, memberships and responsibilities go.
 */
export async function entomb({ tx, now }: Work, id: string): Promise<void> {
  for (const table of ['kernel.sessions', 'kernel.api_tokens', 'kernel.secret_links', 'kernel.grants', 'kernel.team_members'] as const) {
    await tx.deleteFrom(table).where('user_id', '=', id).execute();
  }
  await dropResponsibilities(tx, { userId: id });
  await tx.updateTable('kernel.sites').set({ contact_user_id: null }).where('contact_user_id', '=', id).execute();
  await tx
    .updateTable('kernel.users')
    .set((row) => ({
      username: sql<string>`'removed-' || ${row.ref('number')}`,
      display_name: '',
      email: null,
      password_hash: null,
      is_superadmin: false,
      time_zone: null,
      last_login_at: null,
      last_password_change_at: null,
      failed_login_attempts: 0,
      last_failed_login_at: null,
      locked_until: null,
      removed_at: now,
      version: row('version', '+', 1),
    }))
    .where('id', '=', id)
    .execute();
}
