import { sql } from 'kysely';
import type { Tx } from '../../../kernel/db/database.ts';
import { FLOOD_MINUTES } from '../domain/facts.ts';
import type { Hardware } from '../domain/hardware.ts';
import type { ProcessStatus } from '../domain/process.ts';
import './tables.ts';
import type { Watched } from './watch/watched.ts';

/** What a player has said since the last writing, the latest of each. */
export interface Heard {
  readonly uuid: string;
  /** Its last message that could be read; null: only such as could not. */
  readonly at: Temporal.Instant | null;
  /** Its last heartbeat. */
  readonly aliveAt: Temporal.Instant | null;
  readonly eventId: string | null;
  readonly process: { readonly name: string | null; readonly pid: number | null; readonly status: ProcessStatus | null } | null;
  readonly hardware: Hardware | null;
  /** Kept: the broker had it already. Old: and it does not say of when. */
  readonly failure: { readonly at: Temporal.Instant; readonly unit: string; readonly isKept: boolean; readonly isOld: boolean } | null;
  readonly reconnectCount: number | null;
  readonly disconnectedAt: Temporal.Instant | null;
  readonly malformed: { readonly count: number; readonly reason: string; readonly at: Temporal.Instant } | null;
  /** What is watched (`store/watch/watched.ts`); absent: nothing of that was said. */
  readonly watched?: Watched | null;
  /** Messages beyond its pace; absent: none. */
  readonly limited?: { readonly count: number; readonly at: Temporal.Instant } | null;
}

export interface Written {
  /** UUIDs of screens that are there. */
  readonly known: readonly string[];
  /** Something that is wrong has changed: the screens concerned are due at `now`. */
  readonly isAnythingDue: boolean;
}

/** Writes what several players said, in one statement. Rows are locked in one order, so that two processes never wait for each other. */
export async function saveHeard(tx: Tx, heard: readonly Heard[], graceSeconds: number, now: Temporal.Instant): Promise<Written> {
  const { rows } = await sql<{ uuid: string; is_due: boolean }>`
    with said as (
      select * from jsonb_to_recordset(${JSON.stringify(heard.map(columnsOf))}::jsonb) as h (
        uuid uuid, at timestamptz, alive_at timestamptz, event_id text,
        has_process boolean, process text, pid int, status text, hardware jsonb,
        failed_at timestamptz, failed_unit text, is_kept boolean, is_old boolean, reconnects int, disconnected_at timestamptz,
        malformed int, malformed_reason text, malformed_at timestamptz, limited int, limited_at timestamptz)),
    old as (
      select s.id, s.process_status, s.service_failed_at, s.last_alive, s.limited_at, s.current_event_id, s.wrong_event_told,
        -- By the player's clock alone: ours may be another.
        s.service_cleared_at is null or case when h.is_kept then not h.is_old and h.failed_at > s.service_cleared_at
          else h.failed_at <> s.service_cleared_at end as is_news
      from screens.screens s join said h on h.uuid = s.uuid order by s.id for no key update of s),
    judged as (
      select h.*, o.id, coalesce(h.failed_at is not null and o.is_news, false) as has_failed,
        (h.has_process and (h.status = 'crashed') is distinct from (o.process_status = 'crashed'))
        or (h.failed_at is not null and o.is_news and o.service_failed_at is distinct from h.failed_at)
        or (h.alive_at is not null and o.wrong_event_told and h.event_id is distinct from o.current_event_id)
        or (h.limited_at is not null and (o.limited_at is null or o.limited_at + ${FLOOD_MINUTES} * interval '1 minute' < ${now}))
        or (h.alive_at is not null and (o.last_alive is null or o.last_alive + ${graceSeconds} * interval '1 second' < ${now})) as is_due
      from said h join screens.screens s on s.uuid = h.uuid join old o on o.id = s.id)
    update screens.screens s set
      -- What came before the account was issued says nothing of its use.
      heard_at = case when h.at >= s.account_issued_at then greatest(s.heard_at, h.at) else s.heard_at end,
      last_alive = greatest(s.last_alive, h.alive_at),
      event_changed_at = case when h.alive_at is not null and h.event_id is distinct from s.current_event_id then h.alive_at
        else s.event_changed_at end,
      current_event_id = case when h.alive_at is null then s.current_event_id else h.event_id end,
      current_process = case when h.has_process then h.process else s.current_process end,
      process_pid = case when h.has_process then h.pid else s.process_pid end,
      process_status = case when h.has_process then h.status else s.process_status end,
      hardware = coalesce(h.hardware, s.hardware),
      service_failed_at = case when h.has_failed then h.failed_at else s.service_failed_at end,
      service_failed_unit = case when h.has_failed then h.failed_unit else s.service_failed_unit end,
      mqtt_reconnect_count = coalesce(h.reconnects, s.mqtt_reconnect_count),
      mqtt_last_disconnect_at = coalesce(h.disconnected_at, s.mqtt_last_disconnect_at),
      malformed_count = s.malformed_count + coalesce(h.malformed, 0),
      malformed_reason = coalesce(h.malformed_reason, s.malformed_reason),
      malformed_at = coalesce(h.malformed_at, s.malformed_at),
      limited_count = s.limited_count + coalesce(h.limited, 0),
      limited_at = coalesce(h.limited_at, s.limited_at),
      facts_change_at = case
        when h.is_due then ${now}
        -- Only a look by silence, which is still to come, is put off. One too early costs nothing; the index is written a few times per
        -- grace in place of at each heartbeat.
        when h.alive_at is not null and s.facts_change_at > ${now}
          and s.facts_change_at >= s.last_alive + ${graceSeconds} * interval '1 second'
          and s.facts_change_at < h.alive_at + ${graceSeconds * 0.7} * interval '1 second'
          then least(h.alive_at + ${graceSeconds} * interval '1 second', ${calmAt(now)}, (
            select min(e.ends_at) from screens.held_enrolments e
            where e.screen_id = s.id and e.decided_at is null and e.ends_at >= s.facts_change_at))
        else s.facts_change_at end
    from judged h where h.id = s.id
    returning s.uuid, h.is_due`.execute(tx);
  return { known: rows.map(({ uuid }) => uuid), isAnythingDue: rows.some(({ is_due }) => is_due) };
}

/** When a flood is no longer told of; null where there is none. */
const calmAt = (now: Temporal.Instant) =>
  sql`case when s.limited_at + ${FLOOD_MINUTES} * interval '1 minute' > ${now} then s.limited_at + ${FLOOD_MINUTES} * interval '1 minute' end`;

const columnsOf = ({ uuid, at, aliveAt, eventId, process, hardware, failure, ...said }: Heard) => ({
  ...{ uuid, at, alive_at: aliveAt, event_id: eventId },
  ...{ has_process: process !== null, process: process?.name, pid: process?.pid, status: process?.status, hardware },
  ...{ failed_at: failure?.at, failed_unit: failure?.unit, is_kept: failure?.isKept, is_old: failure?.isOld },
  ...{ reconnects: said.reconnectCount, disconnected_at: said.disconnectedAt },
  ...{ malformed: said.malformed?.count, malformed_reason: said.malformed?.reason, malformed_at: said.malformed?.at },
  ...{ limited: said.limited?.count, limited_at: said.limited?.at },
});
