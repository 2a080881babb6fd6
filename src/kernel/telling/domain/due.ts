import { latest } from '../../../shared/time.ts';
import { digestFrom, type Hours, quietUntil } from './hours.ts';
import type { Stand, Told } from './occasion.ts';

/** What belongs together happens within moments: a switch takes twenty machines with it, and they are one message. */
export const SETTLE_SECONDS = 5;
/** At most one message per story, person and channel in so many minutes. */
export const PAUSE_MINUTES = 10;

/** Which criticals a person lets through quiet hours: all, those that the person answers for, or none. */
export type LetThrough = 'all' | 'own' | 'none';

export interface Listener {
  readonly hours: Hours;
  readonly letThrough: LetThrough;
}

/** When what is pending may be told; null: nothing is. `isOwn`: the person answers for the story. */
export function dueAt(known: Told, stand: Stand, { hours, letThrough }: Listener, isOwn: boolean): Temporal.Instant | null {
  const { pending, told, toldAt } = known;
  if (pending === null) return null;
  const loudness = stand.is === 'speaking' ? stand.loudness : told;
  // Rounds and steps come when they were to come; what happens waits for what happens with it.
  const seconds = pending.occasion === 'escalated' ? 0 : SETTLE_SECONDS;
  const wanted = loudness === 'critical' ? pending.since.add({ seconds }) : digestFrom(hours, pending.since);
  const at = toldAt === null ? wanted : latest(wanted, toldAt.add({ minutes: PAUSE_MINUTES }));
  const isLetThrough =
    stand.is === 'speaking' && stand.loudness === 'critical' && (letThrough === 'all' || (letThrough === 'own' && isOwn));
  return isLetThrough ? at : quietUntil(hours, at);
}
