import type { Actor } from '../../../../kernel/auth/actor.ts';
import { WHOLE_ESTATE } from '../../../../kernel/contract/access.ts';
import type { Tx } from '../../../../kernel/db/database.ts';
import { ok, type Result, refuse } from '../../../../shared/result.ts';
import type { DraftFile } from '../../domain/config/draft.ts';
import { checkContent, checkWritePath, type PathFault, type TextFault } from '../../domain/config/paths.ts';
import { type DraftRow, deleteDrafts, findDraft, lockDrafts, saveDraftRow } from '../../store/config-drafts.ts';
import { findHost, type HostRow } from '../../store/hosts.ts';
import { hashOf, MOST_FILE_BYTES } from './folder.ts';
import { type ConfigurationParts, note, personOf } from './parts.ts';

const MOST_DRAFTS = 50;

export type DraftFault = PathFault | TextFault | 'bans.unknown_host' | 'bans.config_too_many_drafts';

export interface SaveDraft extends DraftFile {
  readonly hostId: string;
}

/** Keeps a draft of one file; the file on the host stays as it is. The mount has asked whether the caller may. */
export function createSaveDraft(parts: ConfigurationParts) {
  return (by: Actor, { hostId, path, content, basedOn }: SaveDraft): Promise<Result<DraftRow, DraftFault>> =>
    parts.transact<Result<DraftRow, DraftFault>>(by, async (work) => {
      const writable = checkWritePath(path);
      if (!writable.ok) return writable;
      const bytes = content === null ? null : checkContent(content, MOST_FILE_BYTES);
      if (bytes?.ok === false) return bytes;
      const host = await hostOf(work.tx, hostId);
      if (host === null) return refuse('bans.unknown_host');
      const others = (await lockDrafts(work.tx, hostId)).filter((draft) => draft.path !== path);
      if (others.length >= MOST_DRAFTS) return refuse('bans.config_too_many_drafts', { most: MOST_DRAFTS });
      await saveDraftRow(work.tx, { hostId, path, content, basedOn, byUserId: personOf(work), at: work.now });
      const after = { path, bytes: bytes?.value.length ?? null, hash: bytes === null ? null : hashOf(bytes.value) };
      await note(work, host, 'bans.config_drafted', { after });
      const saved = await findDraft(work.tx, hostId, path);
      return saved === null ? refuse('bans.unknown_host') : ok(saved);
    });
}

/** Throws drafts away: one, or all. Nothing happens where there is none. */
export function createRemoveDrafts(parts: ConfigurationParts) {
  return (by: Actor, hostId: string, path?: string): Promise<Result<null, 'bans.unknown_host'>> =>
    parts.transact<Result<null, 'bans.unknown_host'>>(by, async (work) => {
      const host = await hostOf(work.tx, hostId);
      if (host === null) return refuse('bans.unknown_host');
      const paths = (await lockDrafts(work.tx, hostId)).map((draft) => draft.path).filter((one) => path === undefined || one === path);
      if (paths.length === 0) return ok(null);
      await deleteDrafts(work.tx, hostId, paths);
      await note(work, host, 'bans.config_draft_removed', { before: { paths } });
      return ok(null);
    });
}

/** The mount has asked for the caller's scope. */
const hostOf = (tx: Tx, hostId: string): Promise<HostRow | null> => findHost(tx, WHOLE_ESTATE, hostId);
