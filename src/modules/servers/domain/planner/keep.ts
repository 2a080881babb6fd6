import { verdictAt } from '../decide.ts';
import { type Candidate, isAhead, isOverdue, type OpenSlot } from './candidate.ts';
import { firstStartBeside, overlaps, type Span, spanOf } from './spans.ts';

export const slotSpan = (slot: OpenSlot): Span => spanOf({ from: slot.startsAt, until: slot.endsAt });

/**
 * Whether the slot that is there already stays as it is. One that is about to start does. One that a person placed does
 * while it may start. One of the planner's does while it lies whole in safe time and before the due instant.
 */
export function isFirm(candidate: Candidate, slot: OpenSlot, now: Temporal.Instant): boolean {
  if (!isAhead(slot, now)) return true;
  if (slot.isByHand) return mayStart(candidate, slot);
  return isSafe(candidate, slot) && isInTime(candidate, slot);
}

/** Late or risky, for want of anything better: it stays if there is still nothing better. */
export function isMakeshift(candidate: Candidate, slot: OpenSlot, taken: readonly Span[]): boolean {
  if (isSafe(candidate, slot)) return true;
  const { free, unfrozen, length, from, horizon, mayBeRisky } = candidate;
  const isUnfrozen = unfrozen.some((span) => isWithin(slotSpan(slot), span));
  return mayBeRisky && isUnfrozen && firstStartBeside(free, taken, length, { from, until: horizon }) === null;
}

function mayStart({ server }: Candidate, slot: OpenSlot): boolean {
  const { answer } = verdictAt(server.touchable, 'update', slot.startsAt);
  return answer === 'allow' || (answer === 'confirm' && slot.isRiskConfirmed);
}

/** Whether a time lies whole in the safe time of a server. */
export const isClear = ({ free }: Candidate, time: Span): boolean => free.some((span) => isWithin(time, span));

const isSafe = (candidate: Candidate, slot: OpenSlot): boolean => isClear(candidate, slotSpan(slot));

const isInTime = (candidate: Candidate, slot: OpenSlot): boolean =>
  isOverdue(candidate) || slot.startsAt.epochMilliseconds < candidate.dueAt;

const isWithin = (inner: Span, outer: Span): boolean => outer.from <= inner.from && inner.until <= outer.until;

/** Those of the slots that can stay beside each other and what is taken; of two at once the earlier one does. */
export function keepApart<T extends { readonly candidate: Candidate; readonly slot: OpenSlot }>(
  slots: readonly T[],
  taken: readonly Span[],
): T[] {
  const kept: T[] = [];
  for (const each of slots.toSorted(byStart)) {
    const span = slotSpan(each.slot);
    if ([...taken, ...kept.map(({ slot }) => slotSpan(slot))].every((other) => !overlaps(span, other))) kept.push(each);
  }
  return kept;
}

const byStart = (a: { slot: OpenSlot; candidate: Candidate }, b: { slot: OpenSlot; candidate: Candidate }): number =>
  Temporal.Instant.compare(a.slot.startsAt, b.slot.startsAt) || (a.candidate.id < b.candidate.id ? -1 : 1);
