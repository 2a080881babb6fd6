import { z } from 'zod';
import { Named } from '../../../kernel/contract/routes/shapes.ts';
import { WireId, WireInstant } from '../../../kernel/contract/wire.ts';
import { PICTURE_STATES, SCREEN_STATES, STATE_REASONS } from '../domain/screen-state.ts';
import { CAPTURE_KINDS, LOG_LEVELS } from '../domain/watch.ts';

/** The group that a screen is in. `isActive` false: it is out of use, and nobody is told what is wrong with its screens. */
export const GroupOfScreen = z.object({ id: WireId, name: z.string(), number: z.int(), isActive: z.boolean() });

/** What the console has seen of a screen itself. */
export const ScreenWatch = z
  .object({
    /** As the console judges its last picture; UNKNOWN: it has sent none. */
    screenHealthStatus: z.enum(PICTURE_STATES),
    /** Of what the last picture looks like: the same is the same picture. */
    screenshotHash: z.string().nullable(),
    screenshotAnalysedAt: WireInstant.nullable(),
    lastScreenshotAt: WireInstant.nullable(),
    /** How far the player's clock is ahead of the console's. */
    clockOffSeconds: z.int().nullable(),
    brokerReachable: z.boolean().nullable(),
    lastErrorAt: WireInstant.nullable(),
    /** Dashboards that could be read; pictures and dashboards that could not. */
    dashboardV2Success: z.int(),
    parseFailures: z.int(),
  })
  .meta({ id: 'ScreenWatch' });
export type ScreenWatch = z.infer<typeof ScreenWatch>;

export const LogLine = z
  .object({
    id: WireId,
    at: WireInstant,
    level: z.enum(LOG_LEVELS),
    message: z.string(),
    /** As the player sent it, mostly JSON; null: none. */
    context: z.string().nullable(),
  })
  .meta({ id: 'ScreenLogLine' });
export type LogLine = z.infer<typeof LogLine>;

/** With the screen that said it. */
export const ScreenLogLine = LogLine.extend({ screen: Named }).meta({ id: 'ScreenLogLineOfScreen' });
export type ScreenLogLine = z.infer<typeof ScreenLogLine>;

export const Screenshot = z
  .object({
    id: WireId,
    /** When it was received. */
    at: WireInstant,
    /** When it was taken, by the player's clock. */
    capturedAt: WireInstant.nullable(),
    kind: z.enum(CAPTURE_KINDS),
    status: z.enum(PICTURE_STATES),
    width: z.int(),
    height: z.int(),
    bytes: z.int(),
    mediaType: z.string(),
  })
  .meta({ id: 'Screenshot' });
export type Screenshot = z.infer<typeof Screenshot>;

const ShotKind = z.enum(CAPTURE_KINDS);

/** One screen of the overview. */
export const MonitoredScreen = z
  .object({
    id: WireId,
    uuid: WireId,
    name: z.string(),
    site: Named,
    group: GroupOfScreen.nullable(),
    isActive: z.boolean(),
    state: z.enum(SCREEN_STATES),
    reasons: z.array(z.enum(STATE_REASONS)),
    lastAlive: WireInstant.nullable(),
    process: z.object({ name: z.string().nullable(), pid: z.int().nullable(), status: z.string().nullable() }),
    currentEventId: z.string().nullable(),
    serviceFailedUnit: z.string().nullable(),
    broker: z.object({ reachable: z.boolean().nullable(), reconnectCount: z.int().nullable(), lastDisconnectAt: WireInstant.nullable() }),
    watch: ScreenWatch,
    /** The picture to show: of an event's begin or end while its time lasts, else the latest. */
    screenshotId: WireId.nullable(),
    latestScreenshotType: ShotKind.nullable(),
    latestScreenshotAt: WireInstant.nullable(),
    priorityScreenshotType: ShotKind.nullable(),
    priorityScreenshotReceivedAt: WireInstant.nullable(),
    hasActivePriorityScreenshot: z.boolean(),
    /** Null for whoever may not read its logs, and where there is none within the hours. */
    latestLog: z.object({ at: WireInstant, level: z.enum(LOG_LEVELS), message: z.string() }).nullable(),
    latestError: z.object({ at: WireInstant, message: z.string() }).nullable(),
  })
  .meta({ id: 'MonitoredScreen' });
export type MonitoredScreen = z.infer<typeof MonitoredScreen>;

export const StateCounts = z.record(z.enum(SCREEN_STATES), z.int());

export const Transition = z.object({
  at: WireInstant,
  state: z.enum(SCREEN_STATES),
  /** All that was wrong at that moment, worst first. */
  reasons: z.array(z.enum(STATE_REASONS)),
});
export type Transition = z.infer<typeof Transition>;
