import { z } from 'zod';
import { setting } from '../../../../kernel/settings/declare.ts';

const seconds = (title: string, description: string, of: { readonly min: number; readonly max: number; readonly by: number }) =>
  setting({ schema: z.int().min(of.min).max(of.max).meta({ title, description }), default: of.by });
const days = (title: string, description: string, by: number) =>
  setting({ schema: z.int().min(1).max(3_650).meta({ title, description }), default: by });

export const ERROR_SECONDS = {
  key: 'screens.recentErrorSeconds',
  declaration: seconds('Seconds that an error of a player counts as recent', 'The screen shows a warning meanwhile.', {
    ...{ min: 60, max: 604_800, by: 900 },
  }),
} as const;

export const STALE_SECONDS = {
  key: 'screens.staleScreenshotSeconds',
  declaration: seconds('Seconds until a screenshot is stale', 'Only of screens that have ever sent one.', {
    ...{ min: 60, max: 604_800, by: 900 },
  }),
} as const;

export const WRONG_EVENT_SECONDS = {
  key: 'screens.wrongEventSeconds',
  declaration: seconds(
    'Seconds that a screen may show something else than planned',
    'Players say what they show about every 65 seconds; then the screen shows a warning.',
    { min: 30, max: 86_400, by: 150 },
  ),
} as const;

export const FROZEN_SECONDS = {
  key: 'screens.frozenSeconds',
  declaration: seconds(
    'Seconds without a new picture until a screen is frozen',
    'Only where its player says that it draws nothing though it should: a notice may stand for hours.',
    { min: 60, max: 604_800, by: 600 },
  ),
} as const;

export const PRIORITY_SECONDS = {
  key: 'screens.priorityScreenshotSeconds',
  declaration: seconds('Seconds that the picture of an event’s begin or end is shown first', 'Then the latest one is shown again.', {
    ...{ min: 10, max: 3_600, by: 120 },
  }),
} as const;

export const LOG_DAYS = {
  key: 'screens.logDays',
  declaration: days('Keep lines of players’ logs for days', 'One that writes much may fill the disk.', 30),
} as const;

export const HEALTH_DAYS = {
  key: 'screens.healthDays',
  declaration: days('Keep health of screens for days', 'In spans of five minutes, with the changes of their state.', 90),
} as const;

export const WATCH_SETTINGS = Object.fromEntries(
  [ERROR_SECONDS, STALE_SECONDS, WRONG_EVENT_SECONDS, FROZEN_SECONDS, PRIORITY_SECONDS, LOG_DAYS, HEALTH_DAYS].map(
    ({ key, declaration }) => [key, declaration],
  ),
);
