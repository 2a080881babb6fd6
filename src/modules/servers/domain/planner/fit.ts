import { addTo, firstStart, firstStartBeside, type Span, subtract } from './spans.ts';

/** A server that competes for the time of its redundancy group. */
export interface Contender {
  readonly id: string;
  /** Spans in which its slot may lie, in order. */
  readonly free: readonly Span[];
  /** Milliseconds that a slot needs there. */
  readonly length: number;
  readonly from: number;
  /** Its slot starts before it. */
  readonly dueAt: number;
}

/** Starts by server. */
export type Starts = ReadonlyMap<string, number>;

/** Up to this many contenders, whether all fit is answered exactly: the search grows with two to the power of their number. */
const EXACT_LIMIT = 12;

/**
 * Starts for all contenders beside what is taken (in order and apart), no two at once and each before its due instant; null if there are none.
 * Tried earliest due first; where that fails, exactly for up to 12 contenders. Beyond, null may be said too early.
 */
export function fitAll(contenders: readonly Contender[], taken: readonly Span[]): Starts | null {
  return fitInOrder(contenders, taken) ?? (contenders.length <= EXACT_LIMIT ? exactFit(besideTaken(contenders, taken)) : null);
}

const besideTaken = (contenders: readonly Contender[], taken: readonly Span[]): readonly Contender[] =>
  contenders.map((contender) => ({ ...contender, free: subtract(contender.free, taken) }));

/** One after another, earliest due first, each at its first free start. */
function fitInOrder(contenders: readonly Contender[], taken: readonly Span[]): Starts | null {
  const starts = new Map<string, number>();
  const gone = [...taken];
  for (const { id, free, length, from, dueAt } of contenders.toSorted(byDue)) {
    const start = firstStartBeside(free, gone, length, { from, until: dueAt });
    if (start === null) return null;
    starts.set(id, start);
    addTo(gone, { from: start, until: start + length });
  }
  return starts;
}

export const byDue = (a: { readonly dueAt: number; readonly id: string }, b: { readonly dueAt: number; readonly id: string }): number =>
  a.dueAt === b.dueAt ? (a.id < b.id ? -1 : 1) : a.dueAt - b.dueAt;

/** The best way to have placed a set of contenders: the earliest end, who came last, and when. */
interface Placed {
  readonly end: number;
  readonly last: number;
  readonly start: number;
}

/**
 * Any way in which all fit can be shifted to the left until each starts as early as the one before it allows. So for
 * each set of contenders only the earliest end counts, over whoever came last (Held and Karp's dynamic programme).
 */
function exactFit(contenders: readonly Contender[]): Starts | null {
  if (!contenders.every(fitsAlone)) return null;
  const table = placeSets(contenders);
  return startsOf(contenders, table, (1 << contenders.length) - 1);
}

const fitsAlone = ({ free, length, from, dueAt }: Contender): boolean => firstStart(free, length, { from, until: dueAt }) !== null;

function placeSets(contenders: readonly Contender[]): (Placed | null)[] {
  const table: (Placed | null)[] = [{ end: Number.NEGATIVE_INFINITY, last: -1, start: Number.NEGATIVE_INFINITY }];
  for (let set = 1; set < 1 << contenders.length; set += 1) {
    let best: Placed | null = null;
    for (const [index, contender] of contenders.entries()) {
      const before = (set & (1 << index)) === 0 ? null : (table[set ^ (1 << index)] ?? null);
      if (before === null) continue;
      const within = { from: Math.max(contender.from, before.end), until: contender.dueAt };
      const start = firstStart(contender.free, contender.length, within);
      if (start === null || (best !== null && best.end <= start + contender.length)) continue;
      best = { end: start + contender.length, last: index, start };
    }
    table.push(best);
  }
  return table;
}

function startsOf(contenders: readonly Contender[], table: readonly (Placed | null)[], whole: number): Starts | null {
  const starts = new Map<string, number>();
  for (let set = whole; set !== 0; ) {
    const placed = table[set] ?? null;
    const contender = placed === null ? undefined : contenders[placed.last];
    if (placed === null || contender === undefined) return null;
    starts.set(contender.id, placed.start);
    set ^= 1 << placed.last;
  }
  return starts;
}

/**
 * The most contenders that can all be in time; among as many, those that are due earlier. Exact for up to 12; beyond,
 * they are let in one by one, earliest due first, as long as all fit.
 */
export function mostInTime(contenders: readonly Contender[], taken: readonly Span[]): readonly Contender[] {
  const ordered = contenders.toSorted(byDue);
  if (fitAll(ordered, taken) !== null) return ordered;
  if (ordered.length > EXACT_LIMIT) return oneByOne(ordered, taken);
  const table = placeSets(besideTaken(ordered, taken));
  const best = table.reduce((found, placed, set) => (placed !== null && isBetter(set, found) ? set : found), 0);
  return ordered.filter((_contender, index) => (best & (1 << index)) !== 0);
}

/** Those of an order that fit, each beside those before it; what is let in is not looked for anew as long as the order itself shows that it fits. */
function oneByOne(ordered: readonly Contender[], taken: readonly Span[]): readonly Contender[] {
  const chosen: Contender[] = [];
  let gone: Span[] | null = [...taken];
  for (const next of ordered) {
    const { free, length, from, dueAt } = next;
    const start: number | null = gone === null ? null : firstStartBeside(free, gone, length, { from, until: dueAt });
    if (gone !== null && start !== null) addTo(gone, { from: start, until: start + length });
    else if (chosen.length < EXACT_LIMIT && exactFit(besideTaken([...chosen, next], taken)) !== null) gone = null;
    else continue;
    chosen.push(next);
  }
  return chosen;
}

/** More of them; else the one whose first difference is due earlier, which is the lowest bit. */
function isBetter(set: number, than: number): boolean {
  const [size, other] = [bits(set), bits(than)];
  if (size !== other) return size > other;
  const difference = set ^ than;
  return (set & difference & -difference) !== 0;
}

const bits = (set: number): number => {
  let count = 0;
  for (let left = set; left !== 0; left &= left - 1) count += 1;
  return count;
};
