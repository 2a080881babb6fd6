import type { Scope } from '../../../../kernel/contract/access.ts';
import type { Kernel } from '../../../../kernel/module.ts';
import { stateOf } from '../../domain/facts.ts';
import type { ScreenState, StateOfScreen } from '../../domain/screen-state.ts';
import { type GroupRow, listGroups } from '../../store/groups.ts';
import type { ScreenRow } from '../../store/screens.ts';
import { countStates, type StateCount } from '../../store/watch/monitor.ts';
import { cardRows } from '../../store/watch/overview.ts';
import { sinceOf } from '../../store/watch/state.ts';
import { limitsOf } from '../limits.ts';

export interface CardView {
  /** Null: the screens in no group. */
  readonly group: GroupRow | null;
  readonly counts: readonly StateCount[];
  readonly matching: number;
  readonly screens: readonly (StateOfScreen & { readonly screen: ScreenRow })[];
}

export interface OverviewView {
  readonly cards: readonly CardView[];
  readonly outOfUse: readonly GroupRow[];
}

export type Overview = ReturnType<typeof createOverview>;

/** The house at a glance: groups in their order, those screens last that are in none. */
export const createOverview =
  ({ db, clock, settings }: Pick<Kernel, 'db' | 'clock' | 'settings'>) =>
  async (
    scope: Scope,
    { siteId, state }: { readonly siteId?: string | undefined; readonly state?: readonly ScreenState[] | undefined },
  ): Promise<OverviewView> => {
    const [now, limits] = [clock.now(), await limitsOf(settings, db)];
    const since = sinceOf(limits, now);
    const [groups, counts, rows] = await Promise.all([
      listGroups(db, scope, { siteId }),
      countStates(db, scope, { since, prioritySince: now, siteId }),
      cardRows(db, scope, { since, siteId, state }),
    ]);
    const countsOf = Map.groupBy(counts, ({ groupId }) => groupId);
    const rowsOf = new Map(rows.map((row) => [row.groupId, row]));
    const card = (group: GroupRow | null): CardView => {
      const found = rowsOf.get(group?.id ?? null);
      const screens = (found?.screens ?? []).map((screen) => ({ screen, ...stateOf(screen, limits, now) }));
      return { group, counts: countsOf.get(group?.id ?? null) ?? [], matching: found?.matching ?? 0, screens };
    };
    const rest = card(null);
    return {
      cards: [...groups.filter(({ isActive }) => isActive).map(card), ...(rest.counts.length === 0 ? [] : [rest])],
      outOfUse: groups.filter(({ isActive }) => !isActive),
    };
  };
