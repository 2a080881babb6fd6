import { sql } from 'kysely';
import { effectiveGrants, isActive } from '../../../kernel/auth/access/load-person.ts';
import type { GrantShape } from '../../../kernel/contract/permission.ts';
import type { Tx } from '../../../kernel/db/database.ts';
import type { AssetId, SiteId, UserId } from '../../../shared/ids.ts';

/** Somebody who is there beside whoever asks, with what they hold and what they are to a server. */
export interface Colleague {
  readonly id: UserId;
  readonly superadmin: boolean;
  readonly grants: readonly GrantShape[];
  /** Owner or maintainer, by name or through a team. */
  readonly isResponsible: boolean;
  /** Of the server's site. */
  readonly isContact: boolean;
}

/** Everybody else who could be asked about a server; what they may is the caller's to say. */
export async function colleaguesAt(
  tx: Tx,
  { id, siteId }: { readonly id: AssetId; readonly siteId: SiteId },
  except: UserId,
): Promise<readonly Colleague[]> {
  const { rows } = await sql<Colleague>`
    select u.id, u.is_superadmin as superadmin, ${effectiveGrants(sql`u.id`)} as grants,
      exists (
        select from kernel.responsibilities p where p.asset_id = ${id} and (p.user_id = u.id or p.team_id in (
          select m.team_id from kernel.team_members m join kernel.teams t on t.id = m.team_id
          where m.user_id = u.id and t.archived_at is null))) as "isResponsible",
      exists (select from kernel.sites s where s.id = ${siteId} and s.contact_user_id = u.id) as "isContact"
    from kernel.users u where ${isActive} and u.id <> ${except} order by u.id`.execute(tx);
  return rows;
}
