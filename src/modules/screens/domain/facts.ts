import { earliest, isAfter, isBefore } from '../../../shared/time.ts';
import type { CommandAction } from './command/states.ts';
import type { ProcessStatus } from './process.ts';
import {
  isOffAt,
  OFF_FOREVER,
  offlineAfter,
  type PictureState,
  type ScreenFacts,
  type StateLimits,
  type StateOfScreen,
  type StateReason,
  stateAt,
} from './screen-state.ts';
import { type Expected, type Shown, wrongSince } from './shown.ts';

/** What the console knows of a screen, as far as its state goes. */
export interface KnownScreen {
  readonly lastAlive: Temporal.Instant | null;
  readonly processStatus: ProcessStatus | null;
  readonly currentProcess: string | null;
  readonly serviceFailedAt: Temporal.Instant | null;
  readonly serviceFailedUnit: string | null;
  /** Absent: it is in no group, or nobody has said yet what that shows. */
  readonly plan?: {
    readonly shown: Shown;
    readonly expected: Expected | null;
    /** Until when its television is to be off; null: it is to be on, or nobody says. */
    readonly offUntil: Temporal.Instant | null;
  };
  /** Absent: it shows nothing of itself. */
  readonly watch?: {
    readonly picture: PictureState;
    readonly clockOffSeconds: number | null;
    readonly lastErrorAt: Temporal.Instant | null;
    readonly lastScreenshotAt: Temporal.Instant | null;
  };
}

/** What else is wrong with a screen, or about to be decided. */
export interface ScreenRecord extends KnownScreen {
  /** False: nobody is told about what it shows. */
  readonly isActive: boolean;
  readonly accountLostAt: Temporal.Instant | null;
  /** When it last said more than it may. */
  readonly limitedAt: Temporal.Instant | null;
  readonly heldCount: number;
  /** When the first of them ends without a decision. */
  readonly heldUntil: Temporal.Instant | null;
  /** The newest command of which a person must say what came of it. */
  readonly stuckCommand: { readonly action: CommandAction; readonly since: Temporal.Instant } | null;
}

export interface Fact {
  readonly rule:
    | 'screen-offline'
    | 'screen-crashed'
    | 'service-failed'
    | 'screen-black'
    | 'screen-frozen'
    | 'wrong-event'
    | 'clock-off'
    | 'account-lost'
    | 'command-stuck'
    | 'player-floods'
    | 'held-enrolment';
  readonly severity: 'warning' | 'critical';
  readonly params: Readonly<Record<string, string | number>>;
}

/** The state to show at `now`. */
export const stateOf = (known: KnownScreen, limits: StateLimits, now: Temporal.Instant): StateOfScreen =>
  stateAt(factsOf(known), limits, now);

const factsOf = ({ lastAlive, processStatus, serviceFailedAt, plan, watch }: KnownScreen): ScreenFacts => ({
  ...{ lastAlive, serviceFailedAt, hasCrashed: processStatus === 'crashed', offUntil: plan?.offUntil ?? null },
  // Of one that was never heard it is not known what it shows.
  wrongEventSince: plan === undefined || lastAlive === null ? null : wrongSince(plan.shown, plan.expected),
  ...{ picture: watch?.picture ?? 'UNKNOWN', clockOffSeconds: watch?.clockOffSeconds ?? null },
  ...{ lastErrorAt: watch?.lastErrorAt ?? null, lastScreenshotAt: watch?.lastScreenshotAt ?? null },
});

/** All that is wrong with a screen at `now`. */
export function factsAt(record: ScreenRecord, limits: StateLimits, now: Temporal.Instant): readonly Fact[] {
  const { reasons } = stateOf(record, limits, now);
  const { wrongEventSince } = factsOf(record);
  const { lastAlive, currentProcess, serviceFailedAt, serviceFailedUnit, accountLostAt, limitedAt, heldCount, stuckCommand } = record;
  const facts: readonly (Fact | false)[] = [
    reasons.includes('silent') &&
      lastAlive !== null && { rule: 'screen-offline', severity: 'warning', params: { since: lastAlive.toString() } },
    reasons.includes('crashed') && { rule: 'screen-crashed', severity: 'critical', params: { process: currentProcess ?? '' } },
    serviceFailedAt !== null && {
      ...{ rule: 'service-failed', severity: 'critical' },
      params: { unit: serviceFailedUnit ?? '', since: serviceFailedAt.toString() },
    },
    // A picture of a screen that is silent is the last one before: what it shows now nobody knows.
    reasons.includes('black') && !reasons.includes('silent') && { rule: 'screen-black', severity: 'critical', params: {} },
    reasons.includes('frozen') && !reasons.includes('silent') && { rule: 'screen-frozen', severity: 'critical', params: {} },
    // What a screen shows that is silent nobody knows, either.
    hasWrongEvent(reasons) &&
      wrongEventSince !== null && { rule: 'wrong-event', severity: 'warning', params: { since: wrongEventSince.toString() } },
    reasons.includes('clockOff') && { rule: 'clock-off', severity: 'warning', params: { seconds: record.watch?.clockOffSeconds ?? 0 } },
    stuckCommand !== null && {
      ...{ rule: 'command-stuck', severity: 'warning' },
      params: { action: stuckCommand.action, since: stuckCommand.since.toString() },
    },
    isFlooding(record, now) &&
      limitedAt !== null && { rule: 'player-floods', severity: 'warning', params: { since: limitedAt.toString() } },
    accountLostAt !== null && { rule: 'account-lost', severity: 'warning', params: { since: accountLostAt.toString() } },
  ];
  const told = record.isActive ? facts.filter((fact) => fact !== false) : [];
  // Whoever wants to be another screen is told of in any case.
  return isHeld(record, now) ? [...told, { rule: 'held-enrolment', severity: 'warning', params: { count: heldCount } }] : told;
}

/** Whether it is told of that a screen shows something else than planned. */
export const hasWrongEvent = (reasons: readonly StateReason[]): boolean => reasons.includes('wrongEvent') && !reasons.includes('silent');

/** A flood is told of for so long after its last message; `store/telemetry.ts` knows it, too. */
export const FLOOD_MINUTES = 15;

const isFlooding = ({ limitedAt }: ScreenRecord, now: Temporal.Instant): boolean =>
  limitedAt !== null && isAfter(limitedAt.add({ minutes: FLOOD_MINUTES }), now);

const isHeld = ({ heldCount, heldUntil }: ScreenRecord, now: Temporal.Instant): boolean =>
  heldCount > 0 && heldUntil !== null && isAfter(heldUntil, now);

/** The next instant at which time alone changes what is wrong; null: none. */
export function nextFactAt(
  record: ScreenRecord,
  { graceSeconds, wrongEventSeconds }: Pick<StateLimits, 'graceSeconds' | 'wrongEventSeconds'>,
  now: Temporal.Instant,
): Temporal.Instant | null {
  const facts = factsOf(record);
  const silentAt = offlineAfter(facts, graceSeconds);
  const wrongAt = facts.wrongEventSince?.add({ seconds: wrongEventSeconds, milliseconds: 1 }) ?? null;
  const onAt = isOffAt(facts, now) && facts.offUntil?.equals(OFF_FOREVER) === false ? facts.offUntil : null;
  // Silence counts from the first millisecond behind the grace on.
  const calmAt = record.limitedAt?.add({ minutes: FLOOD_MINUTES }) ?? null;
  const coming = [silentAt?.add({ milliseconds: 1 }) ?? null, wrongAt, onAt, calmAt, record.heldUntil].filter(
    (at) => at !== null && isAfter(at, now) && isBefore(at, OFF_FOREVER),
  );
  return coming.reduce<Temporal.Instant | null>((soonest, at) => (at === null || soonest === null ? at : earliest(soonest, at)), null);
}
