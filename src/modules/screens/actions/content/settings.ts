import { z } from 'zod';
import type { Db, Tx } from '../../../../kernel/db/database.ts';
import { setting } from '../../../../kernel/settings/declare.ts';
import type { Settings } from '../../../../kernel/settings/settings.ts';
import type { IntentRhythm } from '../../domain/power-intent.ts';
import { WEBSITE_HOSTS } from './websites.ts';

const POWER_INTENTS = {
  key: 'screens.powerIntents',
  declaration: setting({
    schema: z.boolean().meta({
      title: 'Tell players when televisions are to be on',
      description: 'A television is to be on while something is planned for its group.',
    }),
    default: true,
  }),
} as const;

const POWER_HEARTBEAT = {
  key: 'screens.powerHeartbeat',
  declaration: setting({
    schema: z.boolean().meta({
      title: 'Repeat what televisions are to be',
      description: 'Without it what was said is good for its life alone.',
    }),
    default: true,
  }),
} as const;

const POWER_INTERVAL = {
  key: 'screens.powerIntervalSeconds',
  declaration: setting({
    schema: z.int().min(5).max(3_600).meta({ title: 'Seconds between two repetitions', description: 'Players are told it, too.' }),
    default: 30,
  }),
} as const;

const POWER_MULTIPLIER = {
  key: 'screens.powerMultiplier',
  declaration: setting({
    schema: z.int().min(2).max(100).meta({
      title: 'Intervals until players stop to trust what televisions are to be',
      description: 'At least as long as the next setting says.',
    }),
    default: 3,
  }),
} as const;

const POWER_MINIMUM = {
  key: 'screens.powerMinimumSeconds',
  declaration: setting({
    schema: z.int().min(30).max(86_400).meta({
      title: 'Least seconds for which what televisions are to be is trusted',
      description: 'Whatever the interval is.',
    }),
    default: 90,
  }),
} as const;

/** How large an uploaded file may be. */
export const MEDIA_MEGABYTES = {
  key: 'screens.mediaMegabytes',
  declaration: setting({
    schema: z.int().min(1).max(200).meta({ title: 'Largest file for screens in megabytes', description: 'Pictures and documents.' }),
    default: 50,
  }),
} as const;

const ALL = [POWER_INTENTS, POWER_HEARTBEAT, POWER_INTERVAL, POWER_MULTIPLIER, POWER_MINIMUM, WEBSITE_HOSTS] as const;

export const CONTENT_SETTINGS = {
  [MEDIA_MEGABYTES.key]: MEDIA_MEGABYTES.declaration,
  [WEBSITE_HOSTS.key]: WEBSITE_HOSTS.declaration,
  [POWER_INTENTS.key]: POWER_INTENTS.declaration,
  [POWER_HEARTBEAT.key]: POWER_HEARTBEAT.declaration,
  [POWER_INTERVAL.key]: POWER_INTERVAL.declaration,
  [POWER_MULTIPLIER.key]: POWER_MULTIPLIER.declaration,
  [POWER_MINIMUM.key]: POWER_MINIMUM.declaration,
};

/** Whether a change of the setting changes what groups are told. */
export const isContentSetting = (key: string): boolean => ALL.some((one) => one.key === key);

export interface PowerRules extends IntentRhythm {
  readonly isOn: boolean;
  readonly isRepeated: boolean;
}

export async function readPowerRules(settings: Settings, db: Db | Tx): Promise<PowerRules> {
  return {
    isOn: await settings.read(db, POWER_INTENTS.key, POWER_INTENTS.declaration),
    isRepeated: await settings.read(db, POWER_HEARTBEAT.key, POWER_HEARTBEAT.declaration),
    intervalSeconds: await settings.read(db, POWER_INTERVAL.key, POWER_INTERVAL.declaration),
    multiplier: await settings.read(db, POWER_MULTIPLIER.key, POWER_MULTIPLIER.declaration),
    minimumSeconds: await settings.read(db, POWER_MINIMUM.key, POWER_MINIMUM.declaration),
  };
}
