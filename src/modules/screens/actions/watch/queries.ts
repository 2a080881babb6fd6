import type { Readable } from 'node:stream';
import { createMayOnAssets } from '../../../../kernel/auth/access/asset-access.ts';
import type { PersonActor } from '../../../../kernel/auth/actor.ts';
import type { Scope } from '../../../../kernel/contract/access.ts';
import type { Page } from '../../../../kernel/contract/page.ts';
import type { PageRequest } from '../../../../kernel/db/keyset.ts';
import type { Kernel } from '../../../../kernel/module.ts';
import { SCREENS_PERMISSIONS } from '../../contract/permissions.ts';
import { stateOf } from '../../domain/facts.ts';
import type { StateOfScreen } from '../../domain/screen-state.ts';
import { findScreen, type ScreenFilter, type ScreenRow } from '../../store/screens.ts';
import { spansOf } from '../../store/watch/history.ts';
import { type LogFilter, type LogRow, listLines, recentErrors, type ScreenLogRow, summarise } from '../../store/watch/logs.ts';
import { countStates, listByNeed, listFailed, type StateCount } from '../../store/watch/monitor.ts';
import { type ShotRow, shotsOf } from '../../store/watch/shots.ts';
import { sinceOf } from '../../store/watch/state.ts';
import { transitionsOf } from '../../store/watch/transitions.ts';
import { limitsOf } from '../limits.ts';
import { picturesOf, thumbName } from './pictures.ts';
import { PRIORITY_SECONDS } from './settings.ts';

export type { LogRow, ScreenLogRow, ShotRow };

/** A screen as the overview shows it. */
export interface MonitoredView extends StateOfScreen {
  readonly screen: ScreenRow;
  /** A picture of an event's begin or end comes first now. */
  readonly isPriorityActive: boolean;
  readonly mayReadLogs: boolean;
  /** How far back logs and pictures of events are told. */
  readonly since: Temporal.Instant;
}

export interface Picture {
  readonly body: Readable;
  readonly etag: string;
  readonly mediaType: string;
}

export type WatchQueries = ReturnType<typeof createWatchQueries>;

const mayOnScreens = createMayOnAssets(new Map(SCREENS_PERMISSIONS.map((each) => [each.name, each])));
const MOST_TRANSITIONS = 100;

/** Reads of what is watched. Each takes the caller's scope; what lies outside is not there. */
export function createWatchQueries({ db, clock, settings, files }: Pick<Kernel, 'db' | 'clock' | 'settings' | 'files'>) {
  const moment = async () => {
    const [now, limits] = [clock.now(), await limitsOf(settings, db)];
    const seconds = await settings.read(db, PRIORITY_SECONDS.key, PRIORITY_SECONDS.declaration);
    return { now, limits, since: sinceOf(limits, now), prioritySince: now.subtract({ seconds }) };
  };
  const hoursAgo = (hours: number): Temporal.Instant => clock.now().subtract({ hours });
  const isActive = (at: Temporal.Instant | null, since: Temporal.Instant): boolean =>
    at !== null && Temporal.Instant.compare(at, since) >= 0;

  async function shots(scope: Scope, id: string): Promise<{ readonly items: readonly ShotRow[]; readonly first: ShotRow | null } | null> {
    const screen = await findScreen(db, scope, id);
    if (screen === null) return null;
    const [{ prioritySince }, items] = [await moment(), await shotsOf(db, screen.id)];
    const priority = items.find(({ kind, at }) => kind !== 'periodic' && isActive(at, prioritySince));
    return { items, first: priority ?? items[0] ?? null };
  }

  return {
    shots,
    /** Undefined: no such screen. Null: no such picture of it. */
    async picture(scope: Scope, id: string, shotId: string, isSmall: boolean): Promise<Picture | null | undefined> {
      const screen = await findScreen(db, scope, id);
      if (screen === null) return undefined;
      // Only what belongs to this screen, whatever the address says.
      const name = isSmall ? thumbName(shotId) : shotId;
      const file = (await files.referencesOf(db, picturesOf(screen.id))).find((one) => one.name === name);
      const body = file === undefined ? null : await files.open(file);
      return file === undefined || body === null ? null : { body, etag: file.sha256, mediaType: file.mediaType };
    },
    async logs(scope: Scope, id: string, filter: LogFilter, page: PageRequest): Promise<Page<LogRow> | null> {
      const screen = await findScreen(db, scope, id);
      return screen === null ? null : listLines(db, screen.id, filter, page);
    },
    errors: (scope: Scope, hours: number, page: PageRequest): Promise<Page<ScreenLogRow>> => recentErrors(db, scope, hoursAgo(hours), page),
    summary: (scope: Scope, hours: number) => summarise(db, scope, hoursAgo(hours)),
    async history(scope: Scope, id: string, hours: number) {
      const screen = await findScreen(db, scope, id);
      if (screen === null) return null;
      return { transitions: await transitionsOf(db, screen.id, MOST_TRANSITIONS), health: await spansOf(db, screen.id, hoursAgo(hours)) };
    },
    async failed(scope: Scope, page: PageRequest): Promise<Page<ScreenRow>> {
      return listFailed(db, scope, (await moment()).since, page);
    },
    async counts(scope: Scope, siteId: string | undefined): Promise<readonly StateCount[]> {
      return countStates(db, scope, { ...(await moment()), siteId });
    },
    async overview(person: PersonActor, scope: Scope, { hours, ...filter }: ScreenFilter & { readonly hours: number }, page: PageRequest) {
      const at = await moment();
      const [{ items, nextCursor }, counts] = await Promise.all([
        listByNeed(db, scope, { ...filter, since: at.since }, page),
        countStates(db, scope, { ...at, siteId: filter.siteId }),
      ]);
      const places = items.map(({ id, site }) => ({ id, module: 'screens', siteId: site.id }));
      const may = await mayOnScreens(db, person, ['screens:logs'], places);
      const views = items.map(
        (screen): MonitoredView => ({
          ...{ screen, ...stateOf(screen, at.limits, at.now), since: at.now.subtract({ hours }) },
          isPriorityActive: isActive(screen.watch.priorityShotAt, at.prioritySince),
          mayReadLogs: may.get(screen.id)?.has('screens:logs') ?? false,
        }),
      );
      return { items: views, nextCursor, counts };
    },
  };
}
