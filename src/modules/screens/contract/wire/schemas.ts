import { z } from 'zod';
import { AckMessage, CommandMessage, LegacyRestart } from './command.ts';
import { EventList, Interrupt, InterruptAck, LookAhead, PlaysMessage } from './content.ts';
import { DashboardMessage, ScreenshotMessage } from './picture.ts';
import { PowerIntent, PowerState } from './power.ts';
import { DiscoveryMessage, HealthMessage, HeartbeatMessage, LogMessage, ServiceFailedMessage } from './telemetry.ts';

/** Messages of the wire contract, by the level of the topic that names them. */
const SCHEMAS = {
  discovery: DiscoveryMessage,
  heartbeat: HeartbeatMessage,
  health: HealthMessage,
  logs: LogMessage,
  service_failed: ServiceFailedMessage,
  commands: CommandMessage,
  ack: AckMessage,
  restart: LegacyRestart,
  dashboard: DashboardMessage,
  screenshot: ScreenshotMessage,
  events: EventList,
  schedule: LookAhead,
  interrupt: Interrupt,
  interrupt_ack: InterruptAck,
  plays: PlaysMessage,
  power_intent: PowerIntent,
  power_state: PowerState,
} as const;

export type WireSchemaName = keyof typeof SCHEMAS;
export const WIRE_SCHEMA_NAMES = [
  ...(['discovery', 'heartbeat', 'health', 'logs', 'service_failed', 'commands', 'ack', 'restart'] as const),
  ...(['dashboard', 'screenshot', 'events', 'schedule', 'interrupt', 'interrupt_ack', 'plays', 'power_intent', 'power_state'] as const),
] satisfies readonly WireSchemaName[];

/** What a message may hold as it is sent, as JSON Schema 2020-12. */
export const wireSchema = (name: WireSchemaName): Readonly<Record<string, unknown>> =>
  z.toJSONSchema(SCHEMAS[name], { target: 'draft-2020-12', io: 'input' });
