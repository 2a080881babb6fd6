import { isLouder, type Loudness } from './loudness.ts';

/** Why something is told. `returned`: it was silent for a while (acknowledged, snoozed, muted, folded) and is not any more. */
export const OCCASIONS = ['opened', 'raised', 'returned', 'escalated', 'cleared'] as const;
export type Occasion = (typeof OCCASIONS)[number];

interface Pending {
  readonly occasion: Occasion;
  readonly since: Temporal.Instant;
}

/** What one channel knows of one story. */
export interface Told {
  /** How loud it was when it was last looked at; null: silent. */
  readonly loud: Loudness | null;
  /** How bad it was when it was last told; null: it never was. */
  readonly told: Loudness | null;
  readonly toldAt: Temporal.Instant | null;
  /** How often escalation had come round when it was last told. */
  readonly round: number;
  /** What is to be told, and since when. */
  readonly pending: Pending | null;
}

/** How a story stands for one person. */
export type Stand =
  | {
      readonly is: 'speaking';
      readonly loudness: Loudness;
      /** How often escalation has come round. */
      readonly round: number;
      /** Reached by a later step than the first. */
      readonly isEscalated: boolean;
    }
  | { readonly is: 'silent' }
  | { readonly is: 'over' };

export const UNTOLD: Told = { loud: null, told: null, toldAt: null, round: 0, pending: null };

/**
 * What the channel knows, and what it has yet to hear, after a look at the story. Null: nothing is left to remember. Order and number
 * of looks do not matter, only what they see: the same stand again changes nothing.
 */
export function heard(known: Told, stand: Stand, now: Temporal.Instant): Told | null {
  if (stand.is === 'over') return known.told === null ? null : { ...known, loud: null, pending: keep(known.pending, 'cleared', now) };
  if (stand.is === 'silent') return { ...known, loud: null, pending: null };
  return { ...known, loud: stand.loudness, pending: pendingOf(known, stand, now) };
}

type Speaking = Extract<Stand, { is: 'speaking' }>;

function pendingOf(known: Told, stand: Speaking, now: Temporal.Instant): Pending | null {
  const fresh = occasionOf(known, stand);
  const kept = isStillTrue(known, stand) ? known.pending : null;
  if (fresh === null) return kept;
  // A rise says more than a round; what was to be told first stays the reason.
  return kept === null ? { occasion: fresh, since: now } : fresh === 'raised' ? { occasion: 'raised', since: kept.since } : kept;
}

function occasionOf({ told, loud, round }: Told, stand: Speaking): Occasion | null {
  if (told === null) return stand.isEscalated ? 'escalated' : 'opened';
  if (isLouder(stand.loudness, told) || (loud !== null && isLouder(stand.loudness, loud))) return 'raised';
  if (loud === null) return 'returned';
  return stand.round > round ? 'escalated' : null;
}

/** A rise that has passed before it was told is none any more. */
const isStillTrue = ({ pending, loud }: Told, { loudness }: Speaking): boolean =>
  pending !== null && !(pending.occasion === 'raised' && loud !== null && isLouder(loud, loudness));

const keep = (pending: Pending | null, occasion: Occasion, now: Temporal.Instant): Pending =>
  pending?.occasion === occasion ? pending : { occasion, since: now };

/** What the channel believes of a story that goes on in another one: it was never told an end, so it still speaks as it was told. */
export const inherit = (known: Told): Told => ({ ...known, loud: known.told, pending: null });

/** What a channel knows once it was told how the story stands. Null: it has heard the end of it. */
export function afterTelling(stand: Stand, now: Temporal.Instant): Told | null {
  if (stand.is !== 'speaking') return null;
  return { loud: stand.loudness, told: stand.loudness, toldAt: now, round: stand.round, pending: null };
}
