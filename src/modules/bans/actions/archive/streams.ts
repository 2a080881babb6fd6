import type { Stream } from '../../../../kernel/streams/stream.ts';
import { BANS_DAYS, LINES_DAYS, PLACES_DAYS } from './settings.ts';
import '../../store/archive-tables.ts';

/** What of bans grows as time passes. */
export const ARCHIVE_STREAMS: readonly Stream[] = [
  {
    name: 'bans.bans',
    table: 'bans.bans',
    time: 'at',
    purpose: 'Bans of all hosts: which address, when, in which jail, where it came from and how it ended.',
    kept: { how: 'for days', days: BANS_DAYS, partitionedBy: 'month' },
    person: 'Becomes a tombstone: named by id only.',
    asset: 'Go with the host.',
  },
  {
    name: 'bans.lines',
    table: 'bans.ban_lines',
    time: 'at',
    purpose: 'The lines of logs that bans were for.',
    kept: { how: 'for days', days: LINES_DAYS },
    person: 'Goes by age: lines of logs are not searched.',
    asset: 'Go with the host.',
  },
  {
    name: 'bans.places',
    table: 'bans.places_cache',
    time: 'last_seen',
    purpose: 'Where addresses are, as a resolver in the web has answered, if one is set.',
    kept: { how: 'for days', days: PLACES_DAYS },
    person: 'Nothing to do: addresses only.',
    asset: 'Nothing to do.',
  },
];
