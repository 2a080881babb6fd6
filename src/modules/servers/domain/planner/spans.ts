import type { Period } from '../../../../shared/window.ts';

/** A stretch of time in epoch milliseconds; `until` is not part of it. The planner counts in numbers: it looks at thousands of these. */
export interface Span {
  readonly from: number;
  readonly until: number;
}

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

export const spanOf = ({ from, until }: Period): Span => ({ from: from.epochMilliseconds, until: until.epochMilliseconds });

export const overlaps = (a: Span, b: Span): boolean => a.from < b.until && b.from < a.until;

/** The common part; null where there is none. */
export function intersection(a: Span, b: Span): Span | null {
  const [from, until] = [Math.max(a.from, b.from), Math.min(a.until, b.until)];
  return from < until ? { from, until } : null;
}

/** Spans in order, those that touch or overlap as one. */
export function union(spans: readonly Span[]): Span[] {
  const merged: Span[] = [];
  for (const span of spans.filter(({ from, until }) => from < until).toSorted((a, b) => a.from - b.from)) {
    const last = merged.at(-1);
    if (last !== undefined && span.from <= last.until)
      merged[merged.length - 1] = { from: last.from, until: Math.max(last.until, span.until) };
    else merged.push(span);
  }
  return merged;
}

/** What is left of `spans` outside `taken`, in order. */
export function subtract(spans: readonly Span[], taken: readonly Span[]): Span[] {
  const gone = union(taken);
  return union(spans).flatMap((span) => {
    const left: Span[] = [];
    let from = span.from;
    for (const each of gone) {
      if (each.until <= from) continue;
      if (each.from >= span.until) break;
      if (each.from > from) left.push({ from, until: each.from });
      from = Math.max(from, each.until);
    }
    return from < span.until ? [...left, { from, until: span.until }] : left;
  });
}

/**
 * The first start within `within` at which a slot of `length` lies whole in one of the free spans (in order, apart);
 * null if there is none. The slot may reach beyond `within`, its start may not.
 */
export function firstStart(free: readonly Span[], length: number, within: Span): number | null {
  for (let index = firstEndingAfter(free, within.from); index < free.length; index += 1) {
    const span = free[index];
    if (span === undefined || span.from >= within.until) return null;
    const start = Math.max(span.from, within.from);
    if (start < within.until && start + length <= span.until) return start;
  }
  return null;
}

/**
 * As `firstStart` in what is left of the free spans outside of those that are taken; both in order and apart. Nothing is cut up for it:
 * the planner asks this some ten thousand times for a large group.
 */
export function firstStartBeside(free: readonly Span[], taken: readonly Span[], length: number, within: Span): number | null {
  for (let index = firstEndingAfter(free, within.from); index < free.length; index += 1) {
    const span = free[index];
    if (span === undefined || span.from >= within.until) return null;
    const start = pastTaken(taken, length, Math.max(span.from, within.from));
    if (start < within.until && start + length <= span.until) return start;
  }
  return null;
}

/** The first instant from `at` on at which a slot of this length touches nothing that is taken. */
function pastTaken(taken: readonly Span[], length: number, at: number): number {
  let start = at;
  for (let index = firstEndingAfter(taken, at); index < taken.length; index += 1) {
    const each = taken[index];
    if (each === undefined || each.from >= start + length) break;
    start = each.until;
  }
  return start;
}

/** Adds a span to others that are in order and apart, and keeps them so: those that touch become one. */
export function addTo(spans: Span[], { from, until }: Span): void {
  const first = firstEndingAfter(spans, from - 1);
  let [low, high, index] = [from, until, first];
  for (let each = spans[index]; each !== undefined && each.from <= until; each = spans[index]) {
    [low, high] = [Math.min(low, each.from), Math.max(high, each.until)];
    index += 1;
  }
  spans.splice(first, index - first, { from: low, until: high });
}

/** The index of the first span that ends after an instant. */
function firstEndingAfter(spans: readonly Span[], at: number): number {
  let [low, high] = [0, spans.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((spans[middle]?.until ?? Number.POSITIVE_INFINITY) > at) high = middle;
    else low = middle + 1;
  }
  return low;
}
