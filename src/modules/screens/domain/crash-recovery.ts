import { isAfter, isBefore } from '../../../shared/time.ts';
import type { CommandAction } from './command/states.ts';

/** What the recovery needs to know of one active screen. */
export interface RecoverableScreen {
  readonly screenId: string;
  readonly hasCrashed: boolean;
  readonly lastAlive: Temporal.Instant | null;
  /** Its television is off on purpose: silence is none. */
  readonly isOff: boolean;
  /** The newest reboot or restart, of whatever origin, that went out or was tried; null: none. */
  readonly lastRestartAt: Temporal.Instant | null;
}

export interface RecoveryLimits {
  readonly graceSeconds: number;
  readonly lockOutSeconds: number;
}

export const RECOVERY_REASONS = ['process_crashed', 'heartbeat_stale'] as const;
export type RecoveryReason = (typeof RECOVERY_REASONS)[number];

export type Recovery =
  /** Most screens fell silent within one grace: it is the broker or the network, and a reboot would help nobody. */
  | { readonly isOutage: true; readonly silent: number; readonly of: number }
  | { readonly isOutage: false; readonly reboots: readonly { readonly screenId: string; readonly reason: RecoveryReason }[] };

/** Fewer say nothing of a house: one of two may well have lost its plug. */
const FEWEST_OF_AN_OUTAGE = 3;

/** Which of the active screens are to be rebooted now (spec, "Crash recovery"); pure, whatever their order. */
export function recoveryAt(screens: readonly RecoverableScreen[], limits: RecoveryLimits, now: Temporal.Instant): Recovery {
  const outage = outageIn(screens, limits, now);
  if (outage !== null) return { isOutage: true, ...outage };
  const reboots = screens.flatMap((screen) => {
    const reason = recoveryReasonOf(screen, limits.graceSeconds, now);
    return reason === null || isLocked(screen, limits, now) ? [] : [{ screenId: screen.screenId, reason }];
  });
  return { isOutage: false, reboots };
}

/**
 * The stretch of one grace period in which most screens that were alive then said their last word; null: there is none. It does not
 * wear off: while they stay silent, it is still the broker or the network. Those that come back leave it.
 */
function outageIn(
  screens: readonly RecoverableScreen[],
  limits: RecoveryLimits,
  now: Temporal.Instant,
): { silent: number; of: number } | null {
  const heard = screens
    .flatMap(({ lastAlive, isOff }) => (lastAlive === null || isOff ? [] : [lastAlive.epochMilliseconds]))
    .toSorted((a, b) => a - b);
  const graceMs = limits.graceSeconds * 1_000;
  const silent = heard.filter((at) => at + graceMs < now.epochMilliseconds);
  let worst: { silent: number; of: number } | null = null;
  let first = 0;
  for (const [index, last] of silent.entries()) {
    while ((silent[first] ?? last) <= last - graceMs) first += 1;
    const found = { silent: index - first + 1, of: heard.length - first };
    const isMost = found.silent >= FEWEST_OF_AN_OUTAGE && found.silent * 2 > found.of;
    if (isMost && found.silent > (worst?.silent ?? 0)) worst = found;
  }
  return worst;
}

/** Why a screen would be rebooted; null: nothing is wrong with it. */
export function recoveryReasonOf(
  { hasCrashed, isOff, lastAlive }: Pick<RecoverableScreen, 'hasCrashed' | 'isOff' | 'lastAlive'>,
  graceSeconds: number,
  now: Temporal.Instant,
): RecoveryReason | null {
  if (hasCrashed) return 'process_crashed';
  const isSilent = !isOff && lastAlive !== null && isBefore(lastAlive.add({ seconds: graceSeconds }), now);
  return isSilent ? 'heartbeat_stale' : null;
}

const isLocked = ({ lastRestartAt }: RecoverableScreen, { lockOutSeconds }: RecoveryLimits, now: Temporal.Instant): boolean =>
  lastRestartAt !== null && isAfter(lastRestartAt.add({ seconds: lockOutSeconds }), now);

/** At most so many reboots and restarts are issued for a screen within the time; refused tries do not count. */
export const SAFETY_LOCK = { most: 3, within: Temporal.Duration.from({ minutes: 15 }) } as const;

/** Actions that the safety lock counts. */
export const isLockable = (action: CommandAction): boolean => action !== 'shutdown_host';

/** Whether one more may be issued; `issued`: when the lockable commands of the screen that went out were issued. */
export function mayIssue(action: CommandAction, issued: readonly Temporal.Instant[], now: Temporal.Instant): boolean {
  if (!isLockable(action)) return true;
  const from = now.subtract(SAFETY_LOCK.within);
  return issued.filter((at) => isAfter(at, from)).length < SAFETY_LOCK.most;
}
