import type { Actor } from '../../../kernel/auth/actor.ts';
import type { Scope } from '../../../kernel/contract/access.ts';
import type { Work } from '../../../kernel/db/transact.ts';
import { type Refused, type Result, refuse } from '../../../shared/result.ts';
import { findScreen, type ScreenRow } from '../store/screens.ts';
import type { Parts } from './parts.ts';

/**
 * Finds a screen by its id or its player's UUID, locks its asset until the transaction ends, and reads it anew. Null: unknown, archived,
 * or outside the scope.
 */
export async function lockScreen(work: Work, { assets }: Pick<Parts, 'assets'>, scope: Scope, id: string): Promise<ScreenRow | null> {
  const found = await findScreen(work.tx, scope, id);
  const asset = found === null ? null : await assets.lock(work.tx, found.id);
  return asset === null ? null : findScreen(work.tx, scope, asset.id);
}

/** Runs an action on a locked screen. */
export function onScreen<T extends Result<unknown>>(
  parts: Pick<Parts, 'assets' | 'transact'>,
  by: Actor,
  { scope, id }: { readonly scope: Scope; readonly id: string },
  act: (work: Work, screen: ScreenRow) => Promise<T>,
): Promise<T | Refused<'screens.unknown_screen'>> {
  return parts.transact<T | Refused<'screens.unknown_screen'>>(by, async (work) => {
    const screen = await lockScreen(work, parts, scope, id);
    return screen === null ? refuse('screens.unknown_screen') : act(work, screen);
  });
}
