import type { Tx } from '../db/database.ts';
import type { EndedBecause } from './sessions/store.ts';
import './links/tables.ts';
import './tables.ts';

/** How many of each were still good. */
export interface Revoked {
  readonly sessions: number;
  readonly apiTokens: number;
  readonly secretLinks: number;
}

/**
 * Ends every session, and with it its cookie or refresh tokens, and revokes every API token and secret link: a backup is older than what was
 * revoked after it. Tokens of devices stay good; they only let a machine tell of itself, and a thousand machines need not be visited.
 */
export async function revokeEverything(tx: Tx, now: Temporal.Instant): Promise<Revoked> {
  const sessions = await tx
    .updateTable('kernel.sessions')
    .set({ ended_at: now, ended_because: 'restored' satisfies EndedBecause })
    .where('ended_at', 'is', null)
    .executeTakeFirst();
  const apiTokens = await tx.updateTable('kernel.api_tokens').set({ revoked_at: now }).where('revoked_at', 'is', null).executeTakeFirst();
  const links = await tx.updateTable('kernel.secret_links').set({ revoked_at: now }).where('revoked_at', 'is', null).executeTakeFirst();
  const count = ({ numUpdatedRows }: { readonly numUpdatedRows: bigint }): number => Number(numUpdatedRows);
  return { sessions: count(sessions), apiTokens: count(apiTokens), secretLinks: count(links) };
}
