import type { PowerIntent } from '../../contract/wire/power.ts';
import type { StoredIntent } from '../../domain/content/programme.ts';
import { intentLife } from '../../domain/power-intent.ts';
import { wireZ } from './entries.ts';
import type { PowerRules } from './settings.ts';

/** An intent as it is said at `now`: good from then on for its whole life. */
export const intentMessage = (intent: StoredIntent, groupNumber: number, rules: PowerRules, now: Temporal.Instant): PowerIntent => ({
  ...{ schema_version: '1.0', intent_id: intent.intentId, group_id: groupNumber, desired_state: intent.state, reason: intent.reason },
  ...{ issued_at: wireZ(now), expires_at: wireZ(now.add(intentLife(rules))), poll_interval_sec: rules.intervalSeconds },
  active_event_ids: [...intent.activeEventIds],
  ...{ event_window_start: intent.windowStart, event_window_end: intent.windowEnd },
});
