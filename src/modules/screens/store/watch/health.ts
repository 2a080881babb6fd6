import { sql } from 'kysely';
import type { Tx } from '../../../../kernel/db/database.ts';
import '../tables.ts';

/** Five minutes of a player's health. */
export interface HealthSpan {
  readonly uuid: string;
  readonly at: Temporal.Instant;
  readonly samples: number;
  readonly crashed: number;
  readonly unreachable: number;
  readonly reconnects: number | null;
  readonly clockOffSeconds: number | null;
}

/** Adds to what other processes, or this one before it was restarted, have counted of the same spans. */
export async function saveSpans(tx: Tx, spans: readonly HealthSpan[]): Promise<void> {
  await sql`
    insert into screens.health_spans as h (screen_id, at, samples, crashed, unreachable, reconnects, clock_off_seconds)
    select s.id, n.at, n.samples, n.crashed, n.unreachable, n.reconnects, n."clockOffSeconds"
    from jsonb_to_recordset(${JSON.stringify(spans)}::jsonb) as n (
      uuid uuid, at timestamptz, samples int, crashed int, unreachable int, reconnects int, "clockOffSeconds" int)
    join screens.screens s on s.uuid = n.uuid
    order by s.id
    on conflict (screen_id, at) do update set
      samples = h.samples + excluded.samples,
      crashed = h.crashed + excluded.crashed,
      unreachable = h.unreachable + excluded.unreachable,
      reconnects = coalesce(excluded.reconnects, h.reconnects),
      clock_off_seconds = coalesce(excluded.clock_off_seconds, h.clock_off_seconds)`.execute(tx);
}
