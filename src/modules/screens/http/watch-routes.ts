import { Refusal, type Served, serve, serveStream } from '../../../kernel/http/serve.ts';
import { toWire } from '../../../shared/time.ts';
import type { WatchQueries } from '../actions/watch/queries.ts';
import * as contract from '../contract/watch-routes.ts';
import { presentLine, presentMonitored, presentScreenLine, presentShot, totals } from './present-watch.ts';

/** The routes of what is watched. */
export const watchRoutes = (queries: WatchQueries): readonly Served[] => [
  serve(contract.listScreenLogs, async ({ id, cursor, limit, ...filter }, { scope }) => {
    const { items, nextCursor } = screenOr404(await queries.logs(scope, id, filter, { cursor, limit }));
    return { items: items.map(presentLine), nextCursor };
  }),
  serve(contract.screenLogsSummary, async ({ hours }, { scope }) => {
    const { screens, ...sums } = await queries.summary(scope, hours);
    return { hours, ...sums, screens: screens.map(({ lastAt, ...one }) => ({ ...one, lastAt: lastAt.toString() })) };
  }),
  serve(contract.listRecentErrors, async ({ hours, cursor, limit }, { scope }) => {
    const { items, nextCursor } = await queries.errors(scope, hours, { cursor, limit });
    return { items: items.map(presentScreenLine), nextCursor };
  }),
  serve(contract.listScreenshots, async ({ id }, { scope }) => {
    const { items, first } = screenOr404(await queries.shots(scope, id));
    return { items: items.map(presentShot), first: first?.id ?? null };
  }),
  serve(contract.latestScreenshot, async ({ id }, { scope }) => {
    const { first } = screenOr404(await queries.shots(scope, id));
    if (first === null) throw new Refusal('screens.no_screenshot');
    return presentShot(first);
  }),
  serveStream(contract.getScreenshotImage, async ({ id, shot, size }, { scope }) => {
    const picture = await queries.picture(scope, id, shot, size === 'small');
    if (picture === undefined) throw new Refusal('screens.unknown_screen');
    if (picture === null) throw new Refusal('screens.no_screenshot');
    return { ...picture, isImmutable: true };
  }),
  serve(contract.monitorScreens, async ({ cursor, limit, ...filter }, { person, scope }) => {
    const { items, nextCursor, counts } = await queries.overview(person, scope, filter, { cursor, limit });
    return {
      ...{ hours: filter.hours, counts: totals(counts), nextCursor },
      activePriorityScreenshots: counts.reduce((sum, { priority }) => sum + priority, 0),
      items: items.map(presentMonitored),
    };
  }),
  serve(contract.countScreens, async ({ siteId }, { scope }) => {
    const counts = await queries.counts(scope, siteId);
    const by = <Key extends string | null>(keyOf: (one: (typeof counts)[number]) => Key) =>
      [...Map.groupBy(counts, keyOf)].map(([id, some]) => ({ id, counts: totals(some) }));
    return { counts: totals(counts), sites: by((one) => one.siteId), groups: by((one) => one.groupId) };
  }),
  serve(contract.listServiceFailed, async ({ cursor, limit }, { scope }) => {
    const { items, nextCursor } = await queries.failed(scope, { cursor, limit });
    return {
      items: items.map(({ id, name, site, serviceFailedAt, serviceFailedUnit, lastAlive }) => ({
        ...{ screen: { id, name }, site, unit: serviceFailedUnit ?? '' },
        ...{ failedAt: serviceFailedAt?.toString() ?? '', lastAlive: toWire(lastAlive) },
      })),
      nextCursor,
    };
  }),
  serve(contract.screenHistory, async ({ id, hours }, { scope }) => {
    const { transitions, health } = screenOr404(await queries.history(scope, id, hours));
    return {
      transitions: transitions.map(({ at, state, reasons }) => ({ at: at.toString(), state, reasons: [...reasons] })),
      health: health.map(({ at, samples, crashed, unreachable, clockOffSeconds }) => ({
        ...{ at: at.toString(), samples, crashed, unreachable, clockOffSeconds },
      })),
    };
  }),
];

function screenOr404<Found>(found: Found | null): Found {
  if (found === null) throw new Refusal('screens.unknown_screen');
  return found;
}
