import { toWire } from '../../../shared/time.ts';
import { localTimeAt, type WindowStatus, windowAt } from '../../../shared/window.ts';
import type { ServerRow } from '../actions/queries.ts';
import { presentWindow } from './present.ts';

type Hours = ServerRow['hours'];

/** What a list shows of in-use hours, but for the clock itself. */
export interface HoursLine {
  readonly hours: Hours;
  readonly window: ReturnType<typeof presentWindow>;
  readonly status: WindowStatus;
  readonly nextSafeAt: string | null;
  readonly nextRiskyAt: string | null;
}

interface Remembered {
  readonly line: HoursLine;
  /** From when it was worked out until the status flips next, in milliseconds since 1970, nothing of it changes. */
  readonly from: number;
  readonly until: number;
}

const MOST_REMEMBERED = 2_000;
const lines = new Map<string, Remembered>();

/**
 * The line of some hours at an instant, by their key. It depends on nothing else, so that one that was worked out is good until the
 * next flip: an estate has a few dozen different hours, and its lists are asked for a thousand times a second.
 */
export function hoursLine(key: string, at: Temporal.Instant, hoursOf: (key: string) => Hours): HoursLine {
  const known = lines.get(key);
  const now = at.epochMilliseconds;
  if (known !== undefined && known.from <= now && now < known.until) return known.line;
  const fresh = workOut(hoursOf(key), at);
  if (lines.size >= MOST_REMEMBERED) lines.clear();
  lines.set(key, fresh);
  return fresh.line;
}

function workOut(hours: Hours, at: Temporal.Instant): Remembered {
  const { status, nextSafeAt, nextRiskyAt } = windowAt(hours, at);
  return {
    line: { hours, window: presentWindow(hours), status, nextSafeAt: toWire(nextSafeAt), nextRiskyAt: toWire(nextRiskyAt) },
    from: at.epochMilliseconds,
    until: (status === 'safe' ? nextRiskyAt : nextSafeAt)?.epochMilliseconds ?? Number.POSITIVE_INFINITY,
  };
}

/** The wall clocks of one instant as they travel, each worked out once. */
export function clocksAt(at: Temporal.Instant): (timeZone: string | null | undefined) => string | null {
  const clocks = new Map<string, string | null>();
  return (timeZone) => {
    if (timeZone == null) return null;
    const known = clocks.get(timeZone);
    if (known !== undefined) return known;
    const clock = localTimeAt({ timeZone }, at)?.toString({ smallestUnit: 'second', timeZoneName: 'never' }) ?? null;
    clocks.set(timeZone, clock);
    return clock;
  };
}
