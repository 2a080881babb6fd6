import { z } from 'zod';
import { setting } from '../../../../kernel/settings/declare.ts';
import type { Stream } from '../../../../kernel/streams/stream.ts';
import { removeVersions } from '../../store/remove-versions.ts';

/** How long versions of configurations stay that are not among the newest of their host. */
const VERSION_DAYS = {
  key: 'bans.versionDays',
  declaration: setting({
    schema: z.int().min(30).max(3_650).meta({
      title: 'Keep versions of configurations for days',
      description: 'The newest 20 of each host stay, however old, so that the last changes can be taken back.',
    }),
    default: 365,
  }),
} as const;

export const CONFIGURATION_SETTINGS = { [VERSION_DAYS.key]: VERSION_DAYS.declaration };

/** What of configurations grows as time passes. */
export const CONFIGURATION_STREAMS: readonly Stream[] = [
  {
    name: 'bans.versions',
    table: 'bans.config_versions',
    time: 'ended_at',
    purpose: 'Changes of configurations: files before and after, and what became of them. The newest 20 of each host stay.',
    kept: { how: 'for days', days: VERSION_DAYS, remove: removeVersions },
    person: 'Becomes a tombstone: named by id only.',
    asset: 'Go with the host.',
  },
];
