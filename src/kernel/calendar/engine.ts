import { RRuleTemporal } from 'rrule-temporal';
import type { Rule } from './rule.ts';
import { isOwnWork, type Walk, walkYears } from './yearly.ts';

/**
 * The bounds of the library's work for one step, far above what a plan needs. A hostile rule is given up here
 * after a tenth of a second instead of being followed.
 */
const BOUNDS = { maxIterations: 10_000, maxCandidateEvaluations: 200_000 };
/** How many occurrences are asked for at once, about. */
const CHUNK = 2_000;
const LONGEST_CHUNK_DAYS = 3_660;

/**
 * The occurrences of a rule's pattern, in order and without end, along the clock of `start`. They end where the library finds
 * none within reach (some decades for rules by the minute, thousands of years for others). The only place that knows the library.
 */
export function createEngine(rule: Rule, start: Temporal.ZonedDateTime): Walk {
  return isOwnWork(rule) ? walkYears(rule, start) : walkByLibrary(rule, start);
}

function walkByLibrary(rule: Rule, start: Temporal.ZonedDateTime): Walk {
  const library = new RRuleTemporal({ rruleString: rule.pattern, dtstart: start, cache: false, ...BOUNDS });
  const longest = Math.max(1, Math.min(LONGEST_CHUNK_DAYS, Math.floor(CHUNK / rule.perDay)));
  const next = (after: Temporal.ZonedDateTime, inclusive: boolean): Temporal.ZonedDateTime | null =>
    withinBounds(() => library.next(after, inclusive));

  return function* walk(from) {
    let days = 1;
    let found = next(from, true);
    while (found !== null) {
      yield found;
      // Each chunk begins at an occurrence, so that a rare one does not cost a walk through all days before it.
      const begin = found;
      const chunk = withinBounds(() => library.between(begin, begin.add({ days }), false)) ?? [];
      yield* chunk;
      found = next(chunk.at(-1) ?? begin, false);
      days = Math.min(days * 4, longest);
    }
  };
}

/** Null where the library gave up within its bounds. */
function withinBounds<T>(ask: () => T): T | null {
  try {
    return ask();
  } catch (error) {
    // The library has no class for it, only the sentence.
    if (error instanceof Error && error.message.startsWith('Maximum ')) return null;
    throw error;
  }
}
