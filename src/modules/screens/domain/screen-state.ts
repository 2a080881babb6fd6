import { isBefore } from '../../../shared/time.ts';

export const SCREEN_STATES = ['offline', 'critical', 'warning', 'healthy', 'off', 'new'] as const;
/** `new`: never heard of. `off`: its television is off on purpose; the player itself may well be silent then. */
export type ScreenState = (typeof SCREEN_STATES)[number];

export const PICTURE_STATES = ['OK', 'BLACK', 'FROZEN', 'UNKNOWN'] as const;
export type PictureState = (typeof PICTURE_STATES)[number];

/** Why a screen is in its state, worst first; a message key. */
export const STATE_REASONS = [
  'neverHeard',
  'silent',
  'crashed',
  'serviceFailed',
  'black',
  'frozen',
  'wrongEvent',
  'clockOff',
  'errors',
  'staleScreenshot',
] as const;
export type StateReason = (typeof STATE_REASONS)[number];

/** What is known of a screen. */
export interface ScreenFacts {
  readonly lastAlive: Temporal.Instant | null;
  readonly hasCrashed: boolean;
  readonly serviceFailedAt: Temporal.Instant | null;
  readonly picture: PictureState;
  /** Until when its television is to be off; null: it is to be on, or nothing is known. */
  readonly offUntil: Temporal.Instant | null;
  /** What it shows is not what it should, since then. */
  readonly wrongEventSince: Temporal.Instant | null;
  /** Its clock beside ours; null: not known. */
  readonly clockOffSeconds: number | null;
  readonly lastErrorAt: Temporal.Instant | null;
  /** Null: it has never sent one, which is no fault: old players do not. */
  readonly lastScreenshotAt: Temporal.Instant | null;
}

export interface StateLimits {
  readonly graceSeconds: number;
  readonly recentErrorSeconds: number;
  readonly staleScreenshotSeconds: number;
  readonly wrongEventSeconds: number;
}

/** Until when a television is to be off while nothing is planned. */
export const OFF_FOREVER = Temporal.Instant.from('9999-12-31T00:00:00Z');

/** Players say it themselves beyond this (spec, "Look-ahead"). */
export const CLOCK_OFF_SECONDS = 60;

export interface StateOfScreen {
  readonly state: ScreenState;
  /** All that is wrong, worst first. */
  readonly reasons: readonly StateReason[];
}

const CRITICAL: readonly StateReason[] = ['crashed', 'serviceFailed', 'black', 'frozen'];

/** The state to show at `now`. What is off on purpose is neither black nor silent. */
export function stateAt(facts: ScreenFacts, limits: StateLimits, now: Temporal.Instant): StateOfScreen {
  const reasons = STATE_REASONS.filter((reason) => holds(reason, facts, limits, now));
  return { state: stateOf(reasons, isOffAt(facts, now)), reasons };
}

/** Whether its television is to be off. */
export const isOffAt = ({ offUntil }: Pick<ScreenFacts, 'offUntil'>, now: Temporal.Instant): boolean =>
  offUntil !== null && isBefore(now, offUntil);

function stateOf(reasons: readonly StateReason[], isOff: boolean): ScreenState {
  const [worst] = reasons;
  if (worst === 'neverHeard') return 'new';
  if (worst === 'silent') return 'offline';
  if (worst !== undefined && CRITICAL.includes(worst)) return 'critical';
  if (isOff) return 'off';
  return worst === undefined ? 'healthy' : 'warning';
}

function holds(reason: StateReason, facts: ScreenFacts, limits: StateLimits, now: Temporal.Instant): boolean {
  const isOff = isOffAt(facts, now);
  switch (reason) {
    case 'neverHeard':
      return facts.lastAlive === null;
    case 'silent':
      return !isOff && facts.lastAlive !== null && isOlder(facts.lastAlive, limits.graceSeconds, now);
    case 'crashed':
      return facts.hasCrashed;
    case 'serviceFailed':
      return facts.serviceFailedAt !== null;
    case 'black':
      return !isOff && facts.picture === 'BLACK';
    case 'frozen':
      return !isOff && facts.picture === 'FROZEN';
    case 'wrongEvent':
      return !isOff && facts.wrongEventSince !== null && isOlder(facts.wrongEventSince, limits.wrongEventSeconds, now);
    case 'clockOff':
      return Math.abs(facts.clockOffSeconds ?? 0) > CLOCK_OFF_SECONDS;
    case 'errors':
      return facts.lastErrorAt !== null && !isOlder(facts.lastErrorAt, limits.recentErrorSeconds, now);
    case 'staleScreenshot':
      return !isOff && facts.lastScreenshotAt !== null && isOlder(facts.lastScreenshotAt, limits.staleScreenshotSeconds, now);
  }
}

const isOlder = (instant: Temporal.Instant, seconds: number, now: Temporal.Instant): boolean => isBefore(instant.add({ seconds }), now);

/** When silence will count as offline; null: it never was heard, or is off on purpose for longer. Stored, so that one timer serves all. */
export function offlineAfter(
  { lastAlive, offUntil }: Pick<ScreenFacts, 'lastAlive' | 'offUntil'>,
  graceSeconds: number,
): Temporal.Instant | null {
  if (lastAlive === null) return null;
  const after = lastAlive.add({ seconds: graceSeconds });
  return offUntil !== null && isBefore(after, offUntil) ? offUntil : after;
}
