import { ok, type RefusalParams, type Result, refuse } from '../../../../shared/result.ts';
import { isAfter, isBefore, toWire } from '../../../../shared/time.ts';
import type { Period } from '../../../../shared/window.ts';
import { type Decision, decide, type Touchable } from '../decide.ts';

/** Where a person wants a slot. */
export interface Drop extends Period {
  /** Not safe then, and wanted all the same. */
  readonly confirmRisky: boolean;
  /** After the due instant, and wanted all the same. */
  readonly confirmLate: boolean;
}

export type DropFault =
  | 'servers.slot_in_past'
  | 'servers.slot_too_far'
  | 'servers.slot_group_busy'
  | 'servers.slot_in_use'
  | 'servers.slot_frozen'
  | 'servers.slot_past_due'
  | 'service_window_risky';

export interface DropPlace {
  readonly touchable: Touchable;
  readonly dueAt: Temporal.Instant | null;
  /** What the other servers of the redundancy group have. */
  readonly taken: readonly (Period & { readonly serverName: string })[];
}

/** A slot is planned at most this far ahead: ten years. */
const FARTHEST_HOURS = 3_653 * 24;

/**
 * Whether a slot may lie where a person wants it. As at the gate its start counts, not its end. What the mode denies, and
 * two servers of one group at once, cannot be confirmed away; what it lets a person confirm, and being late, can.
 */
export function checkDrop(
  { touchable, dueAt, taken }: DropPlace,
  drop: Drop,
  now: Temporal.Instant,
): Result<{ readonly isRisky: boolean; readonly isConfirmed: boolean }, DropFault> {
  if (!isAfter(drop.from, now)) return refuse('servers.slot_in_past', { path: 'startsAt' });
  if (isAfter(drop.from, now.add({ hours: FARTHEST_HOURS }))) return refuse('servers.slot_too_far', { path: 'startsAt' });
  const rival = taken.find(({ from, until }) => isBefore(from, drop.until) && isAfter(until, drop.from));
  if (rival !== undefined) {
    return refuse('servers.slot_group_busy', { server: rival.serverName, startsAt: toWire(rival.from), endsAt: toWire(rival.until) });
  }
  const decision = decide(touchable, 'update', drop.from);
  if (decision.answer === 'deny') return refuse(denialOf(decision), riskParams(touchable, decision));
  if (decision.answer === 'confirm' && !drop.confirmRisky) return refuse('service_window_risky', riskParams(touchable, decision));
  const isLate = dueAt !== null && isBefore(now, dueAt) && !isBefore(drop.from, dueAt);
  if (isLate && !drop.confirmLate) return refuse('servers.slot_past_due', { dueAt: toWire(dueAt) });
  const obstacles = decision.reasons.filter(({ code }) => code !== 'in_maintenance');
  return ok({ isRisky: obstacles.length > 0, isConfirmed: decision.answer === 'confirm' });
}

const denialOf = ({ reasons }: Decision): 'servers.slot_frozen' | 'servers.slot_in_use' =>
  reasons.some(({ code }) => code === 'frozen') ? 'servers.slot_frozen' : 'servers.slot_in_use';

/** The figures of a refusal that a window or a freeze is the reason of. */
export function riskParams({ hours }: Touchable, { reasons, nextAllowedAt }: Decision): RefusalParams {
  return {
    reason: reasons[0]?.code ?? null,
    until: reasons[0]?.params['until'] ?? null,
    timeZone: hours?.timeZone ?? null,
    start: hours?.start ?? null,
    end: hours?.end ?? null,
    nextSafeAt: toWire(nextAllowedAt),
  };
}
