import { WHOLE_ESTATE } from '../../../kernel/contract/access.ts';
import type { Work } from '../../../kernel/db/transact.ts';
import type { AssetId } from '../../../shared/ids.ts';
import { type Refused, type Result, refuse } from '../../../shared/result.ts';
import type { ServerRow } from '../store/server-rows.ts';
import { findServer } from '../store/servers.ts';
import type { Parts, Subject } from './parts.ts';

const unknownServer = (): Refused<'servers.unknown'> => refuse('servers.unknown');

/**
 * Locks the server's asset until the transaction ends, then reads the server, so that two actions on one server come
 * one after the other. Its place in the caller's scope was asked before the action began. Null: unknown or archived.
 */
export async function lockServer(work: Work, { assets }: Pick<Parts, 'assets'>, id: string): Promise<ServerRow | null> {
  const asset = await assets.lock(work.tx, id as AssetId);
  return asset === null ? null : findServer(work.tx, WHOLE_ESTATE, asset.id);
}

export const subjectOf = ({ id, name, site }: ServerRow): Subject => ({ id, name, siteId: site.id });

/** Runs an action on a locked server. */
export async function onServer<T extends Result<unknown>>(
  parts: Parts,
  by: Parameters<Parts['transact']>[0],
  id: string,
  act: (work: Work, server: ServerRow) => Promise<T>,
): Promise<T | Refused<'servers.unknown'>> {
  return parts.transact<T | Refused<'servers.unknown'>>(by, async (work) => {
    const server = await lockServer(work, parts, id);
    return server === null ? unknownServer() : act(work, server);
  });
}
