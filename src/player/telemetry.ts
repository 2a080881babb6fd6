import type { CaptureType } from '../modules/screens/contract/wire/picture.ts';
import type { DisplayState } from './display/display.ts';

/** `infoscreen/{uuid}/heartbeat`. */
export const heartbeatOf = ({ process, pid, status, shownId }: DisplayState) => ({
  ...{ current_process: process, process_pid: pid, process_status: status, current_event_id: shownId },
});

export interface HealthFigures {
  readonly now: Temporal.Instant;
  readonly expectedId: string | null;
  readonly display: DisplayState;
  readonly reconnects: number;
  readonly lostAt: Temporal.Instant | null;
  readonly clockOffsetSeconds: number | null;
}

/** `infoscreen/{uuid}/health`. */
export const healthOf = ({ now, expectedId, display, reconnects, lostAt, clockOffsetSeconds }: HealthFigures) => ({
  timestamp: now.toString(),
  expected_state: { event_id: expectedId },
  actual_state: { process: display.process, pid: display.pid, status: display.status },
  health_metrics: { last_frame_update: display.lastFrameAt?.toString() ?? null, clock_offset_seconds: clockOffsetSeconds },
  broker_connection: { broker_reachable: true, reconnect_count: reconnects, last_disconnect_at: lostAt?.toString() ?? null },
});

/** `infoscreen/{uuid}/dashboard`, version 2. */
export const dashboardOf = (picture: Uint8Array, type: CaptureType, clientId: string, now: Temporal.Instant, display: DisplayState) => ({
  message: { client_id: clientId, status: display.status },
  content: { screenshot: { data: picture.toBase64(), timestamp: now.toString(), size: picture.length } },
  runtime: { process: display.process, pid: display.pid, status: display.status },
  metadata: { schema_version: '2.0', published_at: now.toString(), capture: { type, captured_at: now.toString() } },
});
