import { z } from 'zod';
import { DiscoveryMessage, HealthMessage, HeartbeatMessage, ServiceFailedMessage } from './telemetry.ts';

/** Messages that the console reads today, by the last level of their topic. */
const SCHEMAS = {
  discovery: DiscoveryMessage,
  heartbeat: HeartbeatMessage,
  health: HealthMessage,
  service_failed: ServiceFailedMessage,
} as const;

export type WireSchemaName = keyof typeof SCHEMAS;
export const WIRE_SCHEMA_NAMES = ['discovery', 'heartbeat', 'health', 'service_failed'] as const satisfies readonly WireSchemaName[];

/** What a player may send, as JSON Schema 2020-12. */
export const wireSchema = (name: WireSchemaName): Readonly<Record<string, unknown>> =>
  z.toJSONSchema(SCHEMAS[name], { target: 'draft-2020-12', io: 'input' });
