import { sql } from 'kysely';
import type { AssetId, SiteId } from '../../shared/ids.ts';
import type { Tx } from '../db/database.ts';
import { piecesOf } from '../db/many.ts';
import type { Enqueue } from '../jobs/enqueue.ts';
import { queueOf, type Subscriptions } from './subscriptions.ts';
import type { EventPayload } from './tables.ts';

/** Something that happened, as subscribers and open pages hear of it. The payload carries ids and small values only. */
export interface NewEvent {
  /** `servers.reported` */
  readonly name: string;
  /** Whose row it is about; decides who may see it live. */
  readonly module: string;
  /** Null: about the console itself, seen by administrators of everything. */
  readonly siteId: SiteId | null;
  readonly assetId: AssetId | null;
  readonly payload: EventPayload;
}

/** Channel of NOTIFY; the payload is `first-last`, ids of `kernel.events`. */
export const EVENT_CHANNEL = 'caretaker_events';

/** Serialises the insertion of events, so that their ids are in the order of their commits and a replay by id misses none. */
const EVENT_LOCK = 7_245_001;

interface Flush {
  readonly tx: Tx;
  readonly now: Temporal.Instant;
  readonly events: readonly NewEvent[];
  readonly enqueue: Enqueue;
  readonly subscriptions: Subscriptions;
}

/** Writes a transaction's events as its last act, with one NOTIFY and one job per subscriber. */
export async function flushEvents({ tx, now, events, enqueue, subscriptions }: Flush): Promise<void> {
  if (events.length === 0) return;
  await sql`select pg_advisory_xact_lock(${EVENT_LOCK})`.execute(tx);
  const ids: number[] = [];
  for (const piece of piecesOf(events)) ids.push(...(await insertEvents(tx, now, piece)));
  // Under the lock, and so in their order.
  await sql`select pg_notify(${EVENT_CHANNEL}, ${`${ids.at(0)}-${ids.at(-1)}`})`.execute(tx);
  for (const [index, event] of events.entries()) {
    for (const subscriber of subscriptions.of(event.name)) await enqueue(queueOf(subscriber), { eventId: ids[index] });
  }
}

async function insertEvents(tx: Tx, now: Temporal.Instant, events: readonly NewEvent[]): Promise<readonly number[]> {
  const rows = await tx
    .insertInto('kernel.events')
    .values(
      events.map((event) => ({
        at: now,
        name: event.name,
        module: event.module,
        site_id: event.siteId,
        asset_id: event.assetId,
        payload: JSON.stringify(event.payload),
      })),
    )
    .returning('id')
    .execute();
  return rows.map((row) => row.id);
}
