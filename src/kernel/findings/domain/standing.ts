import { isBefore } from '../../../shared/time.ts';
import { type Severity, severityRank } from '../../contract/severity.ts';

/** An open finding as it counts in its story at one instant. */
export interface Standing {
  readonly id: string;
  readonly module: string;
  readonly rule: string;
  readonly severity: Severity;
  readonly openedAt: Temporal.Instant;
  /** End of the maintenance that mutes it; null: it is not muted. */
  readonly mutedUntil: Temporal.Instant | null;
  /** Explained by another open finding, or by one that ended less than five minutes ago. */
  readonly isFolded: boolean;
}

/** What a person acknowledged. */
export interface Acknowledgement {
  readonly severity: Severity;
  readonly rules: readonly string[];
}

export const ruleName = ({ module, rule }: { readonly module: string; readonly rule: string }): string => `${module}/${rule}`;

export const isActive = (member: Pick<Standing, 'isFolded' | 'mutedUntil'>): boolean => !member.isFolded && member.mutedUntil === null;

/**
 * The members that speak for the story: those neither muted nor folded, else the muted ones, else all.
 * The worst of them is the story's severity.
 */
export function speakersOf<M extends Standing>(members: readonly M[]): readonly M[] {
  const active = members.filter(isActive);
  if (active.length > 0) return active;
  const unfolded = members.filter((member) => !member.isFolded);
  return unfolded.length > 0 ? unfolded : members;
}

export const severityOf = (members: readonly Standing[]): Severity => worstOf(speakersOf(members).map(({ severity }) => severity));

export const worstOf = (severities: readonly Severity[]): Severity =>
  severities.reduce<Severity>((worst, severity) => (severityRank(severity) > severityRank(worst) ? severity : worst), 'info');

/** Until when every unfolded member is muted; null where one is not. */
export function mutedUntil(members: readonly Standing[]): Temporal.Instant | null {
  const ends = members.filter((member) => !member.isFolded).map((member) => member.mutedUntil);
  return ends.reduce((first, end) => (first === null || end === null ? null : isBefore(end, first) ? end : first), ends[0] ?? null);
}

/** Worst first, then oldest, then by id. */
export function byWeight(a: Standing, b: Standing): number {
  const rank = severityRank(b.severity) - severityRank(a.severity);
  if (rank !== 0) return rank;
  if (!a.openedAt.equals(b.openedAt)) return isBefore(a.openedAt, b.openedAt) ? -1 : 1;
  return a.id < b.id ? -1 : 1;
}

/** What is acknowledged by somebody who looks at these members. Muted and folded ones count as seen. */
export const acknowledgementOf = (members: readonly Standing[]): Acknowledgement => ({
  severity: severityOf(members),
  rules: [...new Set(members.map(ruleName))].toSorted(),
});

/** It ends when an active member is worse than what was acknowledged, or of a rule that was not there. */
export const acknowledgementHolds = (acknowledged: Acknowledgement, members: readonly Standing[]): boolean =>
  members
    .filter(isActive)
    .every(
      (member) => severityRank(member.severity) <= severityRank(acknowledged.severity) && acknowledged.rules.includes(ruleName(member)),
    );
