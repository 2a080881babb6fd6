import { earliest, isAfter } from '../../../shared/time.ts';

/** Who hears of a critical that nobody acknowledges, in the order in which they are asked. */
export const CIRCLES = ['owners', 'maintainers', 'site'] as const;
export type Circle = (typeof CIRCLES)[number];

/** A site's steps: how long after the beginning each circle hears of it. Null: this step is left out. */
export interface Steps {
  readonly maintainersAfterMinutes: number | null;
  readonly siteAfterMinutes: number | null;
  /** After the last step everybody hears of it again, each time after so many hours; null: never. */
  readonly repeatHours: number | null;
}

/** Design: owner at once, maintainers after 30 minutes, the site's team after two hours, then daily. */
export const USUAL_STEPS: Steps = { maintainersAfterMinutes: 30, siteAfterMinutes: 120, repeatHours: 24 };

export interface Reached {
  /** Minutes after the beginning at which each circle hears of it. */
  readonly circles: ReadonlyMap<Circle, number>;
  /** How often everybody was to hear of it again. */
  readonly round: number;
  /** When the next circle or round comes; null: none does. */
  readonly nextAt: Temporal.Instant | null;
}

/**
 * Whom a story that has been critical since `since` has reached at `now`. Nobody waits for a circle in which nobody can be told:
 * the next one comes in its place.
 */
export function reachedBy(since: Temporal.Instant, steps: Steps, canBeTold: (circle: Circle) => boolean, now: Temporal.Instant): Reached {
  const times = timesOf(steps, canBeTold);
  const circles = new Map([...times].filter(([, minutes]) => !isAfter(since.add({ minutes }), now)));
  const upcoming = [...times.values()].map((minutes) => since.add({ minutes })).filter((at) => isAfter(at, now));
  const { round, nextAt } = roundOf(since, steps, Math.max(0, ...times.values()), now);
  const next = nextAt === null ? upcoming : [...upcoming, nextAt];
  return { circles, round, nextAt: next.reduce<Temporal.Instant | null>((first, at) => (first === null ? at : earliest(first, at)), null) };
}

function timesOf({ maintainersAfterMinutes, siteAfterMinutes }: Steps, canBeTold: (circle: Circle) => boolean): Map<Circle, number> {
  const planned: readonly (readonly [Circle, number | null])[] = [
    ['owners', 0],
    ['maintainers', maintainersAfterMinutes],
    ['site', siteAfterMinutes],
  ];
  const times = new Map<Circle, number>();
  let isHeard = false;
  for (const [circle, minutes] of planned) {
    if (minutes === null) continue;
    times.set(circle, isHeard ? minutes : 0);
    isHeard ||= canBeTold(circle);
  }
  return times;
}

function roundOf(since: Temporal.Instant, { repeatHours }: Steps, lastMinutes: number, now: Temporal.Instant) {
  if (repeatHours === null) return { round: 0, nextAt: null };
  const last = since.add({ minutes: lastMinutes });
  const round = Math.max(0, Math.floor(last.until(now).total('hours') / repeatHours));
  return { round, nextAt: last.add({ hours: (round + 1) * repeatHours }) };
}
