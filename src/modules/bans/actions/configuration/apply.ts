import { createHash } from 'node:crypto';
import type { Actor } from '../../../../kernel/auth/actor.ts';
import { ok, type Result, refuse } from '../../../../shared/result.ts';
import type { DraftFile } from '../../domain/config/draft.ts';
import { listDrafts } from '../../store/config-drafts.ts';
import { newestVersion, type VersionId } from '../../store/config-versions.ts';
import { type CarryFault, createCarryOut } from './carry-out.ts';
import type { ConfigurationParts } from './parts.ts';

/** Names a set of drafts: the same set has the same name. */
export function hashOfDrafts(drafts: readonly DraftFile[]): string {
  const parts = drafts
    .map(({ path, content, basedOn }) => [path, content, basedOn])
    .sort(([left], [right]) => (String(left) < String(right) ? -1 : 1));
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}

export interface ApplyDrafts {
  readonly hostId: string;
  readonly draftsHash: string;
  readonly note: string;
}

type Answer = Result<VersionId, CarryFault | 'bans.config_drafts_changed'>;

/**
 * Writes a host's drafts, reloads, and compares; whatever is not as expected is undone. The answer is the version, whose state tells what
 * became of it. The same drafts once more are the same version.
 */
export function createApplyDrafts(parts: ConfigurationParts) {
  const carryOut = createCarryOut(parts);
  return async (by: Actor, { hostId, draftsHash, note }: ApplyDrafts): Promise<Answer> => {
    const drafts = await listDrafts(parts.db, hostId);
    const newest = await newestVersion(parts.db, hostId);
    if (drafts.length === 0 && newest?.draftsHash === draftsHash && newest.state === 'applied') return ok(newest.id);
    if (drafts.length === 0) return refuse('bans.config_nothing_to_apply');
    if (hashOfDrafts(drafts) !== draftsHash) return refuse('bans.config_drafts_changed');
    return carryOut(by, { hostId, draftsHash, note, restoresId: null, draftsFor: async () => ok(drafts) });
  };
}
