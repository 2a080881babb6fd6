import { z } from 'zod';
import { WireZ } from './instant.ts';

/** `infoscreen/groups/{group_id}/power/intent`, retained: what the TVs of a group are to be. Not to be trusted after `expires_at`. */
export const PowerIntent = z.object({
  schema_version: z.literal('1.0'),
  /** The same while state and reason stay. */
  intent_id: z.uuid(),
  group_id: z.int(),
  desired_state: z.enum(['on', 'off']),
  reason: z.enum(['active_event', 'no_active_event']),
  issued_at: WireZ,
  expires_at: WireZ,
  poll_interval_sec: z.int().min(1),
  active_event_ids: z.array(z.string()),
  /** Null when off. */
  event_window_start: WireZ.nullable(),
  event_window_end: WireZ.nullable(),
});
export type PowerIntent = z.infer<typeof PowerIntent>;

/** `infoscreen/{uuid}/power/state`: what the TV did. */
export const PowerState = z.object({
  intent_id: z.uuid().nullable(),
  state: z.enum(['on', 'off', 'unknown']),
  /** By which means: `cec`, `wlr-randr` or `none` (told, not done). */
  driver: z.string().max(40),
  changed_at: WireZ,
  error: z.string().max(1_000).nullable(),
});
export type PowerState = z.infer<typeof PowerState>;
