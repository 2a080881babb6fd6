import { sql } from 'kysely';
import type { Stream } from '../../../kernel/streams/stream.ts';
import { removeImports } from '../store/blocklist-imports.ts';
import { removeOffers } from '../store/erase-lists.ts';
import { removeOrders } from '../store/orders.ts';
import { ORDER_DAYS } from './lists-settings.ts';

const KEPT = { how: 'for days', days: ORDER_DAYS } as const;
const TOMBSTONE = 'Becomes a tombstone: named by id only.';

/** What of orders and lists grows as time passes. */
export const LISTS_STREAMS: readonly Stream[] = [
  {
    name: 'bans.orders',
    table: 'bans.orders',
    time: 'created_at',
    purpose: 'Bans and unbans that people and spread have ordered, and what became of them.',
    kept: { ...KEPT, remove: removeOrders },
    person: TOMBSTONE,
    asset: 'Go with the host.',
  },
  {
    name: 'bans.allowed',
    table: 'bans.allow_entries',
    time: 'ended_at',
    purpose: 'Addresses and networks that must not be banned, and those of which that has ended.',
    kept: { ...KEPT, mayGo: sql`not exists (select from bans.allow_placements p where p.entry_id = r.id)` },
    person: TOMBSTONE,
    asset: 'Those that hold on the host alone go with it.',
  },
  {
    name: 'bans.imports',
    table: 'bans.blocklist_imports',
    time: 'at',
    purpose: 'What imports of blocklists have read, refused and changed. The newest of each blocklist stays.',
    kept: { ...KEPT, remove: removeImports },
    person: TOMBSTONE,
    asset: 'Nothing: they belong to a blocklist.',
  },
  {
    name: 'bans.offers',
    table: 'bans.spread_offers',
    time: 'created_at',
    purpose: 'What rules of spread have offered, and who decided.',
    kept: { ...KEPT, remove: removeOffers },
    person: TOMBSTONE,
    asset: 'Stay, and name the host by id only.',
  },
  {
    name: 'bans.answers',
    table: 'bans.address_answers',
    time: 'fetched_at',
    purpose: 'What registries and AbuseIPDB have answered about addresses.',
    kept: KEPT,
    person: 'Nothing: they name nobody of ours.',
    asset: 'Nothing.',
  },
];
