import { createHash } from 'node:crypto';
import type { Actor } from '../../../../kernel/auth/actor.ts';
import { ok, type Result, refuse } from '../../../../shared/result.ts';
import type { DraftFile } from '../../domain/config/draft.ts';
import { type FileChange, findVersion, newestVersion, type VersionId } from '../../store/config-versions.ts';
import type { HostAccess, HostRow } from '../hosts/reach.ts';
import { type CarryFault, createCarryOut } from './carry-out.ts';
import { hashOf, readBytes, textOf } from './folder.ts';
import type { ConfigurationParts } from './parts.ts';

export interface RestoreVersion {
  readonly hostId: string;
  readonly id: string;
  readonly note: string;
  /** The files as they stood before the version, which undoes it, or after it. */
  readonly side: 'before' | 'after';
}

type Answer = Result<VersionId, CarryFault | 'bans.unknown_version'>;

/** Brings the files of a version back, by the same way as an apply; a version of its own. */
export function createRestoreVersion(parts: ConfigurationParts) {
  const carryOut = createCarryOut(parts);
  return async (by: Actor, { hostId, id, note, side }: RestoreVersion): Promise<Answer> => {
    const version = await findVersion(parts.db, hostId, id);
    if (version === null) return refuse('bans.unknown_version');
    const draftsHash = createHash('sha256').update(`restore ${id} ${side}`).digest('hex');
    const done = await carryOut(by, {
      ...{ hostId, draftsHash, note, restoresId: version.id, ...(side === 'before' ? { undoesId: version.id } : {}) },
      draftsFor: (host, row) => draftsOf(host, row, version.files, side),
    });
    if (done.ok || done.code !== 'bans.config_nothing_to_apply') return done;
    const newest = await newestVersion(parts.db, hostId);
    return newest?.draftsHash === draftsHash && newest.state === 'applied' ? ok(newest.id) : done;
  };
}

/** Made from what stands there now, whoever has written it. */
async function draftsOf(
  host: HostAccess,
  row: HostRow,
  files: readonly FileChange[],
  side: 'before' | 'after',
): Promise<Result<DraftFile[], CarryFault>> {
  const drafts: DraftFile[] = [];
  for (const { path, before, after } of files) {
    const bytes = side === 'before' ? before : after;
    const content = bytes === null ? null : textOf(bytes);
    if (content !== null && bytes !== null && !Buffer.from(content).equals(bytes))
      return refuse('bans.config_faulty', { fault: 'bans.config_not_text', file: path });
    const now = await readBytes(host, row, path);
    if (!now.ok) return refuse('bans.config_faulty', { fault: now.code, file: path });
    drafts.push({ path, content, basedOn: now.value === null ? null : hashOf(now.value) });
  }
  return ok(drafts);
}
