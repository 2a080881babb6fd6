import type { Scope } from '../../../kernel/contract/access.ts';
import type { Page } from '../../../kernel/contract/page.ts';
import type { PageRequest } from '../../../kernel/db/keyset.ts';
import { stateOf } from '../domain/facts.ts';
import type { StateOfScreen } from '../domain/screen-state.ts';
import { findScreen, listScreens, type ScreenFilter, type ScreenRow, type ScreenSort } from '../store/screens.ts';
import type { Parts } from './parts.ts';
import { GRACE_SECONDS } from './settings.ts';

/** A screen with its state at this moment. */
export interface ScreenView extends StateOfScreen {
  readonly screen: ScreenRow;
}

/** Reads of screens. Each takes the caller's scope; what lies outside is not there. */
export function createQueries({ db, clock, settings }: Pick<Parts, 'db' | 'clock' | 'settings'>) {
  const grace = (): Promise<number> => settings.read(db, GRACE_SECONDS.key, GRACE_SECONDS.declaration);
  return {
    async list(scope: Scope, filter: ScreenFilter, sort: ScreenSort, page: PageRequest): Promise<Page<ScreenView>> {
      const [now, graceSeconds] = [clock.now(), await grace()];
      const aliveSince = now.subtract({ seconds: graceSeconds });
      const { items, nextCursor } = await listScreens(db, scope, { ...filter, aliveSince }, sort, page);
      return { items: items.map((screen) => ({ screen, ...stateOf(screen, graceSeconds, now) })), nextCursor };
    },
    async find(scope: Scope, id: string): Promise<ScreenView | null> {
      const screen = await findScreen(db, scope, id);
      return screen === null ? null : { screen, ...stateOf(screen, await grace(), clock.now()) };
    },
  };
}
