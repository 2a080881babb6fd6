import { differences } from '../../../kernel/audit/differences.ts';
import type { Actor } from '../../../kernel/auth/actor.ts';
import type { Scope } from '../../../kernel/contract/access.ts';
import type { Work } from '../../../kernel/db/transact.ts';
import type { AssetId } from '../../../shared/ids.ts';
import { ok, type Result, refuse } from '../../../shared/result.ts';
import { revokeSpentCodes } from '../store/enrolment.ts';
import { clearServiceFailure, retireScreen, type ScreenRow, saveScreen } from '../store/screens.ts';
import { auditScreen, type Parts, placeLater, publishScreen, subjectOf } from './parts.ts';
import { settleScreen } from './settle.ts';
import { onScreen } from './subject.ts';

/** Absent fields stay as they are. */
export interface EditScreen {
  readonly id: string;
  readonly name?: string | undefined;
  readonly description?: string | undefined;
  readonly isActive?: boolean | undefined;
  readonly tags?: readonly string[] | undefined;
  /** The version that the caller saw; null: whatever is there. */
  readonly version: number | null;
}

type EditAnswer = Result<AssetId, 'screens.unknown_screen' | 'screens.name_taken' | 'kernel.version_conflict'>;
type Answer = Result<AssetId, 'screens.unknown_screen'>;

/** What people do with one screen. Outside the scope it is unknown. */
export const createScreenActions = (parts: Parts) => ({
  edit: (by: Actor, scope: Scope, input: EditScreen): Promise<EditAnswer> =>
    onScreen<EditAnswer>(parts, by, { scope, id: input.id }, (work, screen) => editScreen(work, parts, screen, input)),
  archive: (by: Actor, scope: Scope, id: string): Promise<Answer> =>
    onScreen<Answer>(parts, by, { scope, id }, (work, screen) => archiveScreen(work, parts, screen)),
  clearServiceFailed: (by: Actor, scope: Scope, id: string): Promise<Answer> =>
    onScreen<Answer>(parts, by, { scope, id }, (work, screen) => clearFailed(work, parts, screen)),
});

async function editScreen(work: Work, parts: Parts, screen: ScreenRow, input: EditScreen): Promise<EditAnswer> {
  if (input.version !== null && input.version !== screen.version) return refuse('kernel.version_conflict', { version: screen.version });
  const { name = screen.name, tags = screen.tags, description = screen.description, isActive = screen.isActive } = input;
  const before = { name: screen.name, tags: screen.tags, description: screen.description, isActive: screen.isActive };
  const changed = differences(before, { name, tags, description, isActive });
  if (changed === null) return ok(screen.id);
  const asset = await parts.assets.change(work, screen.id, { name, tags });
  if (!asset.ok) return refuse('screens.name_taken', { path: 'name' });
  await saveScreen(work.tx, screen.id, { description, isActive });
  await auditScreen(work, 'screens.screen_edited', { ...subjectOf(screen), name }, changed);
  publishScreen(work, subjectOf(screen), 'edited');
  await settleScreen(work, parts, screen.id);
  return ok(screen.id);
}

/** Takes a screen off lists and Today. Its player is cut off, and may enrol as another screen. */
async function archiveScreen(work: Work, parts: Parts, screen: ScreenRow): Promise<Answer> {
  await revokeSpentCodes(work.tx, screen.id, null, work.now);
  await retireScreen(work.tx, screen.id);
  await parts.assets.archive(work, screen.id);
  await auditScreen(work, 'screens.screen_archived', subjectOf(screen), { before: { name: screen.name, uuid: screen.uuid } });
  publishScreen(work, subjectOf(screen), 'archived');
  placeLater(work, screen.uuid, 'gone');
  return ok(screen.id);
}

async function clearFailed(work: Work, parts: Parts, screen: ScreenRow): Promise<Answer> {
  const { serviceFailedAt, serviceFailedUnit } = screen;
  if (serviceFailedAt === null) return ok(screen.id);
  await clearServiceFailure(work.tx, screen.id);
  const before = { serviceFailedAt: serviceFailedAt.toString(), serviceFailedUnit };
  await auditScreen(work, 'screens.service_failed_cleared', subjectOf(screen), { before });
  publishScreen(work, subjectOf(screen), 'service');
  await settleScreen(work, parts, screen.id);
  placeLater(work, screen.uuid, 'cleared');
  return ok(screen.id);
}
