import { sql } from 'kysely';
import type { Stream } from '../../../kernel/streams/stream.ts';
import { removeSlots } from '../store/erase.ts';
import { HISTORY_DAYS } from './settings.ts';

const KEPT = { how: 'for days', days: HISTORY_DAYS } as const;

/** What of servers grows as time passes. The rhythm goes on from the newest complete update, which therefore stays. */
export const SERVERS_STREAMS: readonly Stream[] = [
  {
    name: 'servers.updates',
    table: 'servers.update_records',
    time: 'at',
    purpose: 'Every update that a person told of or a report showed.',
    kept: {
      ...KEPT,
      mayGo: sql`exists (select from servers.update_records newer
        where newer.server_id = r.server_id and newer.is_complete and (newer.at, newer.id) > (r.at, r.id))`,
    },
    person: 'Becomes a tombstone: named by id only.',
    asset: 'Go with the server.',
  },
  {
    name: 'servers.slots',
    table: 'servers.slots',
    time: 'finished_at',
    purpose: 'Planned updates that are over, who put them off, and who agreed to a risk.',
    kept: { ...KEPT, remove: removeSlots },
    person: 'Becomes a tombstone: named by id only.',
    asset: 'Go with the server.',
  },
];
