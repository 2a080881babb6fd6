import { toWire } from '../../../shared/time.ts';
import { localTimeAt, windowAt } from '../../../shared/window.ts';
import type { ServerRow } from '../actions/queries.ts';
import { presentWindow } from './present.ts';

type Hours = ServerRow['hours'];

/** What a list shows of in-use hours, but for the clock itself. */
export interface HoursLine {
  /** Fields of a JSON object, without its braces. */
  readonly text: string;
  readonly timeZone: string | null;
}

interface Remembered<Line> {
  readonly line: Line;
  /** From when it was worked out until the status flips next, in milliseconds since 1970, nothing of it changes. */
  readonly from: number;
  readonly until: number;
}

const MOST_REMEMBERED = 2_000;

/** Lines by their key, each worked out again when its time is over or before it began. */
function remembering<Line>(): (key: string, at: Temporal.Instant, workOut: () => Remembered<Line>) => Line {
  const lines = new Map<string, Remembered<Line>>();
  return (key, at, workOut) => {
    const known = lines.get(key);
    const now = at.epochMilliseconds;
    if (known !== undefined && known.from <= now && now < known.until) return known.line;
    const fresh = workOut();
    if (lines.size >= MOST_REMEMBERED) lines.clear();
    lines.set(key, fresh);
    return fresh.line;
  };
}

const hoursLines = remembering<HoursLine>();

/**
 * The line of some hours at an instant, by their key. It depends on nothing else, so that one that was worked out is good until the
 * next flip: an estate has a few dozen different hours, and its lists are asked for a thousand times a second.
 */
export const hoursLine = (key: string, at: Temporal.Instant, hoursOf: (key: string) => Hours): HoursLine =>
  hoursLines(key, at, () => workOutHours(hoursOf(key), at));

function workOutHours(hours: Hours, at: Temporal.Instant): Remembered<HoursLine> {
  const { status, nextSafeAt, nextRiskyAt } = windowAt(hours, at);
  const shown = {
    serviceWindow: presentWindow(hours),
    alwaysInUse: hours.alwaysInUse,
    serviceWindowStatus: status,
    nextSafeAt: toWire(nextSafeAt),
    nextRiskyAt: toWire(nextRiskyAt),
  };
  return {
    line: { text: JSON.stringify(shown).slice(1, -1), timeZone: hours.timeZone ?? null },
    from: at.epochMilliseconds,
    until: (status === 'safe' ? nextRiskyAt : nextSafeAt)?.epochMilliseconds ?? Number.POSITIVE_INFINITY,
  };
}

const clockLines = remembering<string>();

/** The wall clock of a zone as it travels: it shows seconds, and is worked out once in each. */
export const clockLine = (timeZone: string | null, at: Temporal.Instant): string =>
  timeZone === null ? '"serverLocalTime":null' : clockLines(timeZone, at, () => workOutClock(timeZone, at));

function workOutClock(timeZone: string, at: Temporal.Instant): Remembered<string> {
  const clock = localTimeAt({ timeZone }, at)?.toString({ smallestUnit: 'second', timeZoneName: 'never' }) ?? null;
  const from = Math.floor(at.epochMilliseconds / 1_000) * 1_000;
  return { line: `"serverLocalTime":${JSON.stringify(clock)}`, from, until: from + 1_000 };
}
