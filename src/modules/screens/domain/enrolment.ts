import { isAfter, isBefore, latest } from '../../../shared/time.ts';

/** A code that a player has shown, with what is known of it and of the player. */
export interface ShownCode {
  readonly expiresAt: Temporal.Instant;
  /** Null: nobody has shown it before. */
  readonly used: { readonly at: Temporal.Instant; readonly by: string; readonly held: HeldState | null } | null;
  /** The one screen that it is good for; null: a new one. */
  readonly screenId: string | null;
}

/** What a person has said of a takeover; null: nothing yet. */
export interface HeldState {
  readonly isAccepted: boolean | null;
  readonly decidedAt: Temporal.Instant | null;
  /** Nobody decides after that. */
  readonly endsAt: Temporal.Instant;
}

/** The screen whose player has this UUID. */
export interface KnownPlayer {
  readonly screenId: string;
  readonly isOfSameSite: boolean;
  /** Nothing that names the computer differs from what is known. */
  readonly isSameComputer: boolean;
}

export type EnrolmentDecision = 'new-screen' | 'as-bound' | 'hold' | 'wait' | 'again' | 'refuse';

/** An answer may be lost, and somebody must decide: for so long the same player may ask again. */
const AGAIN = Temporal.Duration.from({ hours: 24 });

/** What a code is good for to a player that shows it at `now`. */
export function decideEnrolment(code: ShownCode, uuid: string, known: KnownPlayer | null, now: Temporal.Instant): EnrolmentDecision {
  if (code.used !== null) return decideAgain(code.used, uuid, now);
  if (!isBefore(now, code.expiresAt)) return 'refuse';
  if (known === null) return code.screenId === null ? 'new-screen' : 'as-bound';
  // Also of another site: nobody learns by a code what other sites have.
  if (!known.isOfSameSite || (code.screenId !== null && code.screenId !== known.screenId)) return 'refuse';
  return code.screenId !== null && known.isSameComputer ? 'as-bound' : 'hold';
}

function decideAgain({ at, by, held }: NonNullable<ShownCode['used']>, uuid: string, now: Temporal.Instant): EnrolmentDecision {
  if (by !== uuid) return 'refuse';
  if (held !== null && held.isAccepted === null) return isBefore(now, held.endsAt) ? 'wait' : 'refuse';
  if (held?.isAccepted === false || isAfter(now, latest(at, held?.decidedAt ?? at).add(AGAIN))) return 'refuse';
  return 'again';
}
