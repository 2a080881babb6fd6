import type { Actor } from '../../../../kernel/auth/actor.ts';
import type { Work } from '../../../../kernel/db/transact.ts';
import type { AssetId } from '../../../../shared/ids.ts';
import { type Refused, type Result, refuse } from '../../../../shared/result.ts';
import { findAnyHost, type HostRow } from '../../store/hosts.ts';
import type { HostParts } from './parts.ts';

/**
 * Locks the host's asset until the transaction ends, then reads the host. Its place in the caller's scope was asked before the action
 * began. Null: unknown or archived.
 */
export async function lockHost(work: Work, { assets }: Pick<HostParts, 'assets'>, id: string): Promise<HostRow | null> {
  const asset = await assets.lock(work.tx, id as AssetId);
  return asset === null ? null : findAnyHost(work.tx, asset.id);
}

/** Runs an action on a locked host. */
export function onHost<T extends Result<unknown>>(
  parts: Pick<HostParts, 'assets' | 'transact'>,
  by: Actor,
  id: string,
  act: (work: Work, host: HostRow) => Promise<T>,
): Promise<T | Refused<'bans.unknown_host'>> {
  return parts.transact<T | Refused<'bans.unknown_host'>>(by, async (work) => {
    const host = await lockHost(work, parts, id);
    return host === null ? refuse('bans.unknown_host') : act(work, host);
  });
}
