import type { MaintenancePeriod, ResponsibleRow } from '../../../kernel/assets/assets.ts';
import { createMayOnAssets } from '../../../kernel/auth/access/asset-access.ts';
import type { PersonActor } from '../../../kernel/auth/actor.ts';
import type { Scope } from '../../../kernel/contract/access.ts';
import type { Page } from '../../../kernel/contract/page.ts';
import { KERNEL_PERMISSIONS } from '../../../kernel/contract/permissions.ts';
import type { PageRequest } from '../../../kernel/db/keyset.ts';
import { SCREENS_PERMISSIONS } from '../contract/permissions.ts';
import { stateOf } from '../domain/facts.ts';
import type { StateOfScreen } from '../domain/screen-state.ts';
import { findScreen, listScreens, type ScreenFilter, type ScreenRow, type ScreenSort } from '../store/screens.ts';
import { sinceOf } from '../store/watch/state.ts';
import { limitsOf } from './limits.ts';
import type { Parts } from './parts.ts';

/** A screen with its state at this moment. */
export interface ScreenView extends StateOfScreen {
  readonly screen: ScreenRow;
}

export interface ScreenDetailView extends ScreenView {
  readonly responsibles: readonly ResponsibleRow[];
  /** Running or next. */
  readonly maintenance: MaintenancePeriod | null;
  /** Names of permissions that the caller holds on this screen. */
  readonly may: readonly string[];
}

const mayOnScreens = createMayOnAssets(new Map([...KERNEL_PERMISSIONS, ...SCREENS_PERMISSIONS].map((each) => [each.name, each])));
/** What can be asked about one screen. */
const ON_SCREENS = SCREENS_PERMISSIONS.map(({ name }) => name);

/** Reads of screens. Each takes the caller's scope; what lies outside is not there. */
export function createQueries(parts: Pick<Parts, 'db' | 'clock' | 'settings' | 'assets'>) {
  const { db, clock, settings, assets } = parts;
  const limits = () => limitsOf(settings, db);
  return {
    async list(scope: Scope, filter: ScreenFilter, sort: ScreenSort, page: PageRequest): Promise<Page<ScreenView>> {
      const [now, within] = [clock.now(), await limits()];
      const { items, nextCursor } = await listScreens(db, scope, { ...filter, since: sinceOf(within, now) }, sort, page);
      return { items: items.map((screen) => ({ screen, ...stateOf(screen, within, now) })), nextCursor };
    },
    async detail(person: PersonActor, scope: Scope, id: string): Promise<ScreenDetailView | null> {
      const view = await find(scope, id);
      if (view === null) return null;
      const { screen } = view;
      const [people, periods, may] = await Promise.all([
        assets.responsibles(db, [screen.id]),
        assets.maintenance(db, [screen.id], clock.now()),
        mayOnScreens(db, person, ON_SCREENS, [{ id: screen.id, module: 'screens', siteId: screen.site.id }]),
      ]);
      const [responsibles, maintenance] = [people.get(screen.id) ?? [], periods.get(screen.id) ?? null];
      return { ...view, responsibles, maintenance, may: [...(may.get(screen.id) ?? [])] };
    },
    find,
  };
  async function find(scope: Scope, id: string): Promise<ScreenView | null> {
    const screen = await findScreen(db, scope, id);
    return screen === null ? null : { screen, ...stateOf(screen, await limits(), clock.now()) };
  }
}
