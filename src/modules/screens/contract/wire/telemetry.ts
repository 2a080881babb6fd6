import { z } from 'zod';
import { PROCESS_STATUSES } from '../../domain/process.ts';

/** Players of other versions send more: unknown keys are kept out. Texts are cut where they are stored. */
const Name = z.string().max(255);
/** Process ids and counters: never negative, never beyond what PostgreSQL's integer holds. */
const Count = z.int().min(0).max(2_147_483_647);
/** Events are numbered by old consoles and named by ours. */
const EventId = z
  .union([z.string().max(100), z.int()])
  .transform(String)
  .nullable();

/** Hardware data are claims of the player; they are shown, never trusted. */
export const HardwareClaims = z.object({
  hostname: Name.nullish(),
  ip: Name.nullish(),
  ip_address: Name.nullish(),
  mac: Name.nullish(),
  mac_address: Name.nullish(),
  model: Name.nullish(),
  hardware_model: Name.nullish(),
  serial: Name.nullish(),
  os: Name.nullish(),
  os_version: Name.nullish(),
  software_version: Name.nullish(),
  version: Name.nullish(),
});

/** `infoscreen/discovery` and `infoscreen/{uuid}/discovery`: who a player is. */
export const DiscoveryMessage = HardwareClaims.extend({ uuid: z.uuid().toLowerCase() });
export type HardwareClaims = z.infer<typeof HardwareClaims>;
export type DiscoveryMessage = z.infer<typeof DiscoveryMessage>;

/** `infoscreen/{uuid}/discovery_ack`. */
export const DiscoveryAck = z.object({
  uuid: z.uuid(),
  status: z.literal('ok'),
  /** Ours: the console's time, RFC 3339 with `Z`. */
  server_time: z.string(),
});
export type DiscoveryAck = z.infer<typeof DiscoveryAck>;

/** `infoscreen/{uuid}/heartbeat`, about every 65 s. */
export const HeartbeatMessage = z.object({
  current_process: Name.nullish(),
  process_pid: Count.nullish(),
  process_status: z.enum(PROCESS_STATUSES).nullish(),
  current_event_id: EventId.optional(),
});
export type HeartbeatMessage = z.infer<typeof HeartbeatMessage>;

/** `infoscreen/{uuid}/health`, every 5 s. */
export const HealthMessage = z.object({
  timestamp: Name,
  expected_state: z.object({ event_id: EventId.optional() }).nullish(),
  actual_state: z.object({ process: Name.nullish(), pid: Count.nullish(), status: z.enum(PROCESS_STATUSES).nullish() }).nullish(),
  health_metrics: z
    .object({
      last_frame_update: Name.nullish(),
      /** Ours: how far the player's clock is ahead of the console's. */
      clock_offset_seconds: z.number().min(-1e10).max(1e10).nullish(),
    })
    .nullish(),
  broker_connection: z
    .object({ broker_reachable: z.boolean().nullish(), reconnect_count: Count.nullish(), last_disconnect_at: Name.nullish() })
    .nullish(),
});
export type HealthMessage = z.infer<typeof HealthMessage>;

/** `infoscreen/{uuid}/logs/{error|warn|info}`; the context is kept as the text that it was. */
export const LogMessage = z.object({
  timestamp: Name.nullish(),
  /** Cut where it is stored: a long message is news all the same. */
  message: z.string(),
  context: z.unknown().optional(),
});
export type LogMessage = z.infer<typeof LogMessage>;

/** `infoscreen/{uuid}/service_failed`, retained: a unit of the player's host has given up. */
export const ServiceFailedMessage = z.object({
  event: Name.nullish(),
  unit: z.string().min(1).max(128),
  client_uuid: Name.nullish(),
  failed_at: Name.nullish(),
});
export type ServiceFailedMessage = z.infer<typeof ServiceFailedMessage>;
