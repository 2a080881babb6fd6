import { PickleError, type PickleLimits, type PyValue } from './values.ts';

/** What stands in a container; null for a value that contains nothing. */
function partsOf(value: PyValue): readonly PyValue[] | null {
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return null;
  if (Array.isArray(value)) return value;
  if (value instanceof Map) return [...value].flat();
  if (value instanceof Set) return [...value];
  if (value.kind === 'class') return null;
  return value.kind === 'addresses' ? value.items : value.args;
}

interface Visit {
  readonly value: PyValue;
  readonly parts: readonly PyValue[];
  next: number;
  size: number;
}

/**
 * Refuses a value that contains itself, is too deep, or is too large when everything that it shares is written out: twenty lists
 * that each hold the one before ten times are short as a pickle and endless for whoever walks through them.
 */
export function checkSize(root: PyValue, limits: PickleLimits): void {
  const sizes = new Map<PyValue, number>();
  const open = new Set<PyValue>();
  const path: Visit[] = [];

  function enter(value: PyValue): number {
    const parts = partsOf(value);
    if (parts === null) return 1;
    const known = sizes.get(value);
    if (known !== undefined) return known;
    if (open.has(value)) throw new PickleError('a value that contains itself');
    if (path.length >= limits.depth) throw new PickleError(`deeper than ${limits.depth}`);
    open.add(value);
    path.push({ value, parts, next: 0, size: 1 });
    return 0;
  }

  function leave(visit: Visit): void {
    path.pop();
    open.delete(visit.value);
    sizes.set(visit.value, visit.size);
    grow(visit.size);
  }

  /** A container that is entered counts when it is left. */
  function grow(size: number): void {
    const parent = path.at(-1);
    if (parent === undefined) return;
    parent.size += size;
    if (parent.size > limits.items) throw new PickleError(`more than ${limits.items} items`);
  }

  enter(root);
  for (let visit = path.at(-1); visit !== undefined; visit = path.at(-1)) {
    const part = visit.parts[visit.next];
    if (part === undefined) leave(visit);
    else {
      visit.next += 1;
      grow(enter(part));
    }
  }
}
