import { type SetAside, setAsideHolds } from '../../findings/domain/set-aside.ts';
import { type Acknowledgement, acknowledgementHolds, isActive, type Standing, worstOf } from '../../findings/domain/standing.ts';

/** How loud a story is: warnings wait for the digest, criticals do not. Nothing milder is told. */
export type Loudness = 'warning' | 'critical';

/** What people have said about a story. */
export interface Said {
  readonly acknowledged: Acknowledgement | null;
  readonly snoozed: SetAside | null;
  readonly accepted: SetAside | null;
}

/** Whether people have silenced a story with these open findings. All of its findings count, also those out of somebody's sight. */
export function isSilenced({ acknowledged, snoozed, accepted }: Said, members: readonly Standing[], now: Temporal.Instant): boolean {
  if (acknowledged !== null && acknowledgementHolds(acknowledged, members)) return true;
  return [snoozed, accepted].some((aside) => aside !== null && setAsideHolds(aside, members, now));
}

/** How loud these findings are: the worst that is neither muted nor folded. Null: silent. */
export function loudnessOf(members: readonly Standing[]): Loudness | null {
  const active = members.filter(isActive);
  const worst = worstOf(active.map(({ severity }) => severity));
  return worst === 'info' ? null : worst;
}

export const isLouder = (a: Loudness, b: Loudness): boolean => a === 'critical' && b === 'warning';
