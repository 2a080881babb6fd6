import type { ServerDetail } from '../../contract/shapes.ts';
import { bothClocks } from './clocks.ts';
import type { Reader } from './reader.ts';

export type WireDecision = ServerDetail['decisions'][number];

const INSTANTS = new Set(['until', 'riskyAt', 'dueAt']);

/** Each reason of a decision as a sentence, instants on both clocks. */
export function reasonTexts(decision: WireDecision, serverZone: string | null, reader: Reader): string[] {
  if (decision.reasons.length === 0) return [reader.t('reasons.nothing_against')];
  return reasonTextsOf(decision.reasons, serverZone, reader);
}

/** The same for reasons of the planner; none where there are none. */
export function reasonTextsOf(reasons: WireDecision['reasons'], serverZone: string | null, reader: Reader): string[] {
  return reasons.map(({ code, params }) => {
    const isEndless = 'until' in params && params['until'] === null;
    return reader.t(isEndless ? `reasons.${code}_endless` : `reasons.${code}`, readable(params, serverZone, reader));
  });
}

/** When nothing will speak against it any more: now, on both clocks, or not in sight. */
export function nextAllowedText(decision: WireDecision, serverZone: string | null, reader: Reader): string {
  if (decision.answer === 'allow') return reader.t('decision.allowedNow');
  if (decision.nextAllowedAt === null) return reader.t('decision.notInSight');
  return reader.t('decision.allowedAt', { at: bothClocks(Temporal.Instant.from(decision.nextAllowedAt), serverZone, reader) });
}

type Params = WireDecision['reasons'][number]['params'];

function readable(params: Params, serverZone: string | null, reader: Reader): Record<string, string | number> {
  const read = ([name, value]: [string, Params[string]]): [string, string | number][] => {
    if (typeof value === 'number') return [[name, value]];
    if (typeof value !== 'string') return [];
    return [[name, INSTANTS.has(name) ? bothClocks(Temporal.Instant.from(value), serverZone, reader) : value]];
  };
  return Object.fromEntries(Object.entries(params).flatMap(read));
}
