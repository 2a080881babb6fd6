import type { PowerIntent } from '../../modules/screens/contract/wire/power.ts';
import { isBefore } from '../../shared/time.ts';
import { readIntent } from './power.ts';

/** What is said of the television after it was switched, or could not be. */
export interface Switched {
  readonly intent: PowerIntent;
  readonly error: string | null;
}

export interface SteeringParts {
  /** The console's time. */
  now(): Temporal.Instant;
  /** Resolves with why it could not, or null. */
  switchTo(state: 'on' | 'off'): Promise<string | null>;
  tell(switched: Switched): void;
}

export interface Steering {
  /** An intent of the group, or of this player alone, which comes before the group's as long as it lasts. Null: it is none, or is over. */
  obey(whose: 'group' | 'own', payload: Uint8Array): Promise<PowerIntent | null>;
}

/** Switches the television as it is told. What could not be switched is tried again when the intent is repeated. */
export function createSteering({ now, switchTo, tell }: SteeringParts): Steering {
  const last: { group: PowerIntent | null; own: PowerIntent | null } = { group: null, own: null };
  let done: { readonly id: string; readonly state: 'on' | 'off' } | null = null;
  let turn: Promise<void> = Promise.resolve();

  const valid = (intent: PowerIntent | null): PowerIntent | null =>
    intent !== null && isBefore(now(), Temporal.Instant.from(intent.expires_at)) ? intent : null;
  const steer = async (): Promise<void> => {
    const intent = valid(last.own) ?? valid(last.group);
    if (intent === null || (done?.id === intent.intent_id && done.state === intent.desired_state)) return;
    const error = await switchTo(intent.desired_state);
    if (error === null) done = { id: intent.intent_id, state: intent.desired_state };
    tell({ intent, error });
  };
  return {
    async obey(whose, payload) {
      const intent = readIntent(payload, now());
      // Cleared, it is over at once; what cannot be read changes nothing.
      if (intent === null && payload.length > 0) return null;
      last[whose] = intent;
      // One after the other: a television takes seconds.
      turn = turn.then(steer);
      await turn;
      return intent;
    },
  };
}
