import type { AssetId, SiteId } from '../../../shared/ids.ts';
import { latest } from '../../../shared/time.ts';
import type { KnownScreen } from '../domain/facts.ts';
import type { Hardware } from '../domain/hardware.ts';
import type { ProcessStatus } from '../domain/process.ts';
import { toWatch, type WatchRead, type WatchRow } from './watch/row.ts';

/** A screen with its asset and its group. */
export interface ScreenRow {
  readonly id: AssetId;
  readonly uuid: string;
  readonly name: string;
  readonly site: { readonly id: SiteId; readonly name: string };
  readonly tags: readonly string[];
  readonly description: string;
  readonly group: { readonly id: string; readonly name: string; readonly number: number; readonly isActive: boolean } | null;
  readonly isActive: boolean;
  readonly hardware: Hardware;
  readonly lastAlive: Temporal.Instant | null;
  readonly heardAt: Temporal.Instant | null;
  readonly currentProcess: string | null;
  readonly processPid: number | null;
  readonly processStatus: ProcessStatus | null;
  readonly currentEventId: string | null;
  readonly serviceFailedAt: Temporal.Instant | null;
  readonly serviceFailedUnit: string | null;
  readonly mqttReconnectCount: number | null;
  readonly mqttLastDisconnectAt: Temporal.Instant | null;
  /** Null: taken away. */
  readonly account: { readonly name: string; readonly issuedAt: Temporal.Instant } | null;
  readonly accountLostAt: Temporal.Instant | null;
  readonly malformedCount: number;
  readonly malformedReason: string;
  readonly malformedAt: Temporal.Instant | null;
  /** What its group is to show. */
  readonly plan: NonNullable<KnownScreen['plan']>;
  readonly watch: WatchRow;
  readonly limitedCount: number;
  readonly limitedAt: Temporal.Instant | null;
  /** Its player has no identity of its own. */
  readonly isDiscovered: boolean;
  readonly createdAt: Temporal.Instant;
  readonly version: number;
}

/** What the query of `store/screens.ts` selects. */
interface Columns extends WatchRead {
  readonly id: string;
  readonly uuid: string | null;
  readonly name: string;
  readonly site_id: string;
  readonly site_name: string;
  readonly tags: readonly string[];
  readonly description: string;
  readonly group_id: string | null;
  readonly group_name: string | null;
  readonly group_number: number | null;
  readonly group_is_active: boolean | null;
  readonly is_active: boolean;
  readonly hardware: Hardware;
  readonly last_alive: Temporal.Instant | null;
  readonly heard_at: Temporal.Instant | null;
  readonly current_process: string | null;
  readonly process_pid: number | null;
  readonly process_status: ProcessStatus | null;
  readonly current_event_id: string | null;
  readonly service_failed_at: Temporal.Instant | null;
  readonly service_failed_unit: string | null;
  readonly mqtt_reconnect_count: number | null;
  readonly mqtt_last_disconnect_at: Temporal.Instant | null;
  readonly account: string | null;
  readonly account_issued_at: Temporal.Instant | null;
  readonly account_lost_at: Temporal.Instant | null;
  readonly malformed_count: number;
  readonly malformed_reason: string;
  readonly malformed_at: Temporal.Instant | null;
  readonly limited_count: number;
  readonly limited_at: Temporal.Instant | null;
  readonly event_changed_at: Temporal.Instant | null;
  readonly grouped_at: Temporal.Instant | null;
  readonly active: readonly string[] | null;
  readonly active_since: Temporal.Instant | null;
  readonly off_until: Temporal.Instant | null;
  readonly discovered_at: Temporal.Instant | null;
  readonly created_at: Temporal.Instant;
  readonly version: number;
}

export function toScreen(row: Columns): ScreenRow {
  const { group_id, group_name, group_number, group_is_active, account, account_issued_at } = row;
  return {
    id: row.id as AssetId,
    uuid: row.uuid ?? '',
    ...{ name: row.name, tags: row.tags, description: row.description, isActive: row.is_active, hardware: row.hardware },
    site: { id: row.site_id as SiteId, name: row.site_name },
    group:
      group_id === null ? null : { id: group_id, name: group_name ?? '', number: group_number ?? 0, isActive: group_is_active ?? true },
    ...{ lastAlive: row.last_alive, heardAt: row.heard_at },
    ...{ currentProcess: row.current_process, processPid: row.process_pid, processStatus: row.process_status },
    currentEventId: row.current_event_id,
    ...{ serviceFailedAt: row.service_failed_at, serviceFailedUnit: row.service_failed_unit },
    ...{ mqttReconnectCount: row.mqtt_reconnect_count, mqttLastDisconnectAt: row.mqtt_last_disconnect_at },
    account: account === null || account_issued_at === null ? null : { name: account, issuedAt: account_issued_at },
    accountLostAt: row.account_lost_at,
    ...{ malformedCount: row.malformed_count, malformedReason: row.malformed_reason, malformedAt: row.malformed_at },
    plan: toPlan(row),
    watch: toWatch(row),
    ...{ limitedCount: row.limited_count, limitedAt: row.limited_at, isDiscovered: row.discovered_at !== null },
    ...{ createdAt: row.created_at, version: row.version },
  };
}

function toPlan({ current_event_id, event_changed_at, grouped_at, active, active_since, off_until }: Columns): ScreenRow['plan'] {
  const since = active_since === null ? null : latest(active_since, grouped_at ?? active_since);
  return {
    shown: { currentEventId: current_event_id, eventChangedAt: event_changed_at },
    expected: since === null ? null : { eventId: active?.[0] ?? null, since },
    offUntil: off_until,
  };
}
