import { type RefObject, useEffect, useRef } from 'react';

export interface TableMoves {
  /** Rows there are now. */
  readonly count: number;
  readonly active: number;
  move(to: number): void;
  open(index: number): void;
  toggle(index: number): void;
}

const STEPS: Readonly<Record<string, number>> = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1, PageDown: 15, PageUp: -15 };

const indexOf = (target: EventTarget | null): number | null => {
  const row = target instanceof Element ? target.closest<HTMLElement>('tr[data-index]') : null;
  return row === null ? null : Number(row.dataset['index']);
};

const OWN = 'a, button:not([data-row-focus]), input, label, select, textarea';

/** Keys and clicks of a table, listened to once for all rows: arrows and j k move, Enter opens, Space ticks. */
export function useTableKeys(table: RefObject<HTMLElement | null>, moves: TableMoves): void {
  const latest = useRef(moves);
  useEffect(() => {
    latest.current = moves;
  }, [moves]);
  useEffect(() => {
    const element = table.current;
    if (element === null) return;
    const press = (event: KeyboardEvent) => onKey(event, latest.current);
    const click = (event: MouseEvent) => {
      const index = indexOf(event.target);
      if (index === null) return;
      const isOwn = event.target instanceof Element && event.target.closest(OWN) !== null;
      // Drawing the rows anew before React has seen the click would put a box back that was just ticked.
      requestAnimationFrame(() => latest.current.move(index));
      const isSelecting = (getSelection()?.toString() ?? '') !== '';
      if (!isOwn && !isSelecting) latest.current.open(index);
    };
    element.addEventListener('keydown', press);
    element.addEventListener('click', click);
    return () => {
      element.removeEventListener('keydown', press);
      element.removeEventListener('click', click);
    };
  }, [table]);
}

function onKey(event: KeyboardEvent, moves: TableMoves): void {
  if (event.ctrlKey || event.metaKey || event.altKey || indexOf(event.target) === null) return;
  const to = targetOf(event.key, moves);
  if (to !== null) {
    event.preventDefault();
    moves.move(Math.max(0, Math.min(moves.count - 1, to)));
  } else if (event.key === ' ' && event.target instanceof Element && event.target.matches('[data-row-focus]')) {
    event.preventDefault();
    moves.toggle(moves.active);
  }
}

function targetOf(key: string, { active, count }: TableMoves): number | null {
  if (key === 'Home') return 0;
  if (key === 'End') return count - 1;
  const step = STEPS[key];
  return step === undefined ? null : active + step;
}
