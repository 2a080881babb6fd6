import { z } from 'zod';
import { pageInput, pageOf } from '../../../kernel/contract/page.ts';
import { route } from '../../../kernel/contract/route.ts';
import { Named } from '../../../kernel/contract/routes/shapes.ts';
import { commaList, InstantInput, WireId, WireInstant } from '../../../kernel/contract/wire.ts';
import { SCREEN_STATES } from '../domain/screen-state.ts';
import { LOG_LEVELS } from '../domain/watch.ts';
import { LogLine, MonitoredScreen, ScreenLogLine, Screenshot, StateCounts, Transition } from './watch-shapes.ts';

/** The screen's id, or the UUID by which its player names itself. */
const ScreenId = WireId.toLowerCase();
const hours = z.coerce.number().int().min(1).max(720).default(24);

export const listScreenLogs = route({
  method: 'GET',
  path: '/screens/:id/logs',
  summary: "Lines of a player's log, newest first",
  permission: 'screens:logs',
  input: z.strictObject({
    ...pageInput,
    id: ScreenId,
    level: commaList(z.enum(LOG_LEVELS)).optional(),
    from: InstantInput.optional(),
    to: InstantInput.optional(),
    q: z.string().max(200).optional(),
  }),
  output: pageOf(LogLine),
  refusals: { 'screens.unknown_screen': 404, 'kernel.bad_cursor': 422 },
});

export const screenLogsSummary = route({
  method: 'GET',
  path: '/screens/logs/summary',
  summary: 'How many errors and warnings the last hours brought to the logs of players, and whose they are',
  permission: 'screens:logs',
  input: z.strictObject({ hours }),
  output: z.object({
    hours: z.int(),
    errors: z.int(),
    warnings: z.int(),
    /** The twenty with the most errors. */
    screens: z.array(z.object({ screen: Named, errors: z.int(), warnings: z.int(), lastAt: WireInstant })),
  }),
  refusals: {},
});

export const listRecentErrors = route({
  method: 'GET',
  path: '/screens/logs/recent-errors',
  summary: 'Errors of all players in the last hours, newest first',
  permission: 'screens:logs',
  input: z.strictObject({ ...pageInput, hours }),
  output: pageOf(ScreenLogLine),
  refusals: { 'kernel.bad_cursor': 422 },
});

export const listScreenshots = route({
  method: 'GET',
  path: '/screens/:id/screenshots',
  summary: 'The last twenty pictures of a screen, newest first',
  permission: 'screens:read',
  input: z.strictObject({ id: ScreenId }),
  output: z.object({
    items: z.array(Screenshot),
    /** The one to show first: of an event's begin or end while its time lasts, else the latest. */
    first: WireId.nullable(),
  }),
  refusals: { 'screens.unknown_screen': 404 },
});

export const latestScreenshot = route({
  method: 'GET',
  path: '/screens/:id/screenshots/latest',
  summary: "The picture to show: of an event's begin or end while its time lasts, else the latest",
  permission: 'screens:read',
  input: z.strictObject({ id: ScreenId }),
  output: Screenshot,
  refusals: { 'screens.unknown_screen': 404, 'screens.no_screenshot': 404 },
});

export const getScreenshotImage = route({
  method: 'GET',
  path: '/screens/:id/screenshots/:shot',
  summary: 'One picture as its player sent it, or small (WebP, at most 320 pixels)',
  permission: 'screens:read',
  input: z.strictObject({ id: ScreenId, shot: WireId.toLowerCase(), size: z.enum(['full', 'small']).default('full') }),
  output: z.string(),
  refusals: { 'screens.unknown_screen': 404, 'screens.no_screenshot': 404 },
  mediaType: 'image/*',
});

export const monitorScreens = route({
  method: 'GET',
  path: '/screens/monitoring-overview',
  summary: 'Every screen with what it shows and says, worst first',
  permission: 'screens:read',
  input: z.strictObject({
    ...pageInput,
    /** How far back logs and pictures of events are told. */
    hours,
    q: z.string().max(200).optional(),
    state: commaList(z.enum(SCREEN_STATES)).optional(),
    groupId: WireId.optional(),
    siteId: WireId.optional(),
  }),
  output: z.object({
    hours: z.int(),
    /** Of all that the caller may see of the site, whatever the page shows. */
    counts: StateCounts,
    activePriorityScreenshots: z.int(),
    items: z.array(MonitoredScreen),
    nextCursor: z.string().nullable(),
  }),
  refusals: { 'kernel.bad_cursor': 422 },
});

export const countScreens = route({
  method: 'GET',
  path: '/screens/counts',
  summary: 'How many screens are in which state: all, by site and by group',
  permission: 'screens:read',
  input: z.strictObject({ siteId: WireId.optional() }),
  output: z.object({
    counts: StateCounts,
    sites: z.array(z.object({ id: WireId, counts: StateCounts })),
    /** Null: those in no group. */
    groups: z.array(z.object({ id: WireId.nullable(), counts: StateCounts })),
  }),
  refusals: {},
});

export const listServiceFailed = route({
  method: 'GET',
  path: '/screens/service-failed',
  summary: 'Screens whose host has a unit that gave up, newest first',
  permission: 'screens:manage',
  input: z.strictObject({ ...pageInput }),
  output: pageOf(z.object({ screen: Named, site: Named, unit: z.string(), failedAt: WireInstant, lastAlive: WireInstant.nullable() })),
  refusals: { 'kernel.bad_cursor': 422 },
});

export const screenHistory = route({
  method: 'GET',
  path: '/screens/:id/history',
  summary: "How a screen's state has changed, newest first, and its health in spans of five minutes",
  permission: 'screens:read',
  input: z.strictObject({ id: ScreenId, hours }),
  output: z.object({
    /** The last hundred. */
    transitions: z.array(Transition),
    /** Oldest first; five minutes without a message are not there. */
    health: z.array(
      z.object({ at: WireInstant, samples: z.int(), crashed: z.int(), unreachable: z.int(), clockOffSeconds: z.int().nullable() }),
    ),
  }),
  refusals: { 'screens.unknown_screen': 404 },
});
