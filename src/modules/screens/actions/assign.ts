import type { Actor } from '../../../kernel/auth/actor.ts';
import type { Scope } from '../../../kernel/contract/access.ts';
import type { Work } from '../../../kernel/db/transact.ts';
import { ok, type Result, refuse } from '../../../shared/result.ts';
import { type GroupRow, lockGroup } from '../store/groups.ts';
import { findScreen, type ScreenRow, saveGroupOf } from '../store/screens.ts';
import { auditScreen, type Parts, placeLater, publishScreen, subjectOf } from './parts.ts';
import { lockScreen } from './subject.ts';

export interface Assign {
  readonly ids: readonly string[];
  /** Null: into none. */
  readonly groupId: string | null;
}

type Answer = Result<number, 'screens.unknown_screen' | 'screens.unknown_group'>;

/** Puts screens into a group, all or none of them; answers how many were somewhere else before. The scope is that of one site. */
export const createAssign =
  (parts: Parts) =>
  (by: Actor, scope: Scope, input: Assign): Promise<Answer> =>
    parts.transact<Answer>(by, async (work) => {
      const screens = await lockAll(work, parts, scope, input.ids);
      if (screens === null) return refuse('screens.unknown_screen', { path: 'ids' });
      const group = input.groupId === null ? null : await lockGroup(work.tx, scope, input.groupId);
      if (group === null && input.groupId !== null) return refuse('screens.unknown_group', { path: 'groupId' });
      const moved = screens.filter((screen) => (screen.group?.id ?? null) !== (group?.id ?? null));
      for (const screen of moved) await move(work, screen, group);
      return ok(moved.length);
    });

/** In one order, so that two people who assign at once never wait for each other. */
async function lockAll(work: Work, parts: Parts, scope: Scope, ids: readonly string[]): Promise<readonly ScreenRow[] | null> {
  const wanted = new Set<string>();
  for (const id of ids) {
    const screen = await findScreen(work.tx, scope, id);
    if (screen === null) return null;
    wanted.add(screen.id);
  }
  const locked: ScreenRow[] = [];
  for (const id of [...wanted].sort()) {
    const screen = await lockScreen(work, parts, scope, id);
    if (screen === null) return null;
    locked.push(screen);
  }
  return locked;
}

async function move(work: Work, screen: ScreenRow, group: GroupRow | null): Promise<void> {
  await saveGroupOf(work.tx, screen.id, group?.id ?? null, work.now);
  const change = { before: { group: screen.group?.name ?? null }, after: { group: group?.name ?? null } };
  await auditScreen(work, 'screens.screen_assigned', subjectOf(screen), change);
  publishScreen(work, subjectOf(screen), 'group');
  placeLater(work, screen.uuid, 'moved');
}
