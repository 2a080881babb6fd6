import type { Stream } from '../../../../kernel/streams/stream.ts';
import { removeAgedShots } from '../../store/watch/shots.ts';
import { HEALTH_DAYS, LOG_DAYS } from './settings.ts';
import '../../store/tables.ts';

/** What is watched of screens, and grows as time passes. */
export const WATCH_STREAMS: readonly Stream[] = [
  {
    name: 'screens.logs',
    table: 'screens.log_lines',
    time: 'at',
    purpose: 'Lines of players’ logs.',
    kept: { how: 'for days', days: LOG_DAYS, partitionedBy: 'day' },
    person: 'Goes by age: lines of logs are not searched.',
    asset: 'Go with the screen.',
  },
  {
    name: 'screens.screenshots',
    table: 'screens.screenshots',
    time: 'at',
    purpose: 'Pictures of what screens show, the last twenty of each.',
    kept: { how: 'for days', days: HEALTH_DAYS, remove: removeAgedShots },
    person: 'Goes by age: pictures are not searched.',
    asset: 'Go with the screen; the files some nights later.',
  },
  {
    name: 'screens.health',
    table: 'screens.health_spans',
    time: 'at',
    purpose: 'Health of screens in spans of five minutes.',
    kept: { how: 'for days', days: HEALTH_DAYS },
    person: 'Nothing to do: figures only.',
    asset: 'Go with the screen.',
  },
  {
    name: 'screens.transitions',
    table: 'screens.transitions',
    time: 'at',
    purpose: 'Changes of the state of screens.',
    kept: { how: 'for days', days: HEALTH_DAYS },
    person: 'Nothing to do: states only.',
    asset: 'Go with the screen.',
  },
];
