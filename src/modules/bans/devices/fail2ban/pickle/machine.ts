import { PickleError, type PickleLimits, type PyValue } from './values.ts';

/** The stack and the memo of an unpickler. Everything it does is bounded by the limits. */
export interface Machine {
  push(value: PyValue): void;
  pop(): PyValue;
  top(): PyValue;
  mark(): void;
  /** Takes everything above the last mark, and the mark. */
  popToMark(): PyValue[];
  /** Takes the top, be it a value or a mark. */
  drop(): void;
  remember(index: number): void;
  /** Under the next free number. */
  memoize(): void;
  recall(index: number): void;
  /** The one value that is left at the end. */
  result(): PyValue;
}

export function createMachine(limits: PickleLimits): Machine {
  const stack: PyValue[] = [];
  /** Heights of the stack at which marks stand. */
  const marks: number[] = [];
  const memo: PyValue[] = [];
  let memoized = 0;

  /** A value below a mark belongs to what comes before it. */
  const floor = (): number => marks.at(-1) ?? 0;

  function push(value: PyValue): void {
    if (stack.length >= limits.items) throw new PickleError(`more than ${limits.items} items`);
    stack.push(value);
  }

  function top(): PyValue {
    const value = stack.length > floor() ? stack.at(-1) : undefined;
    if (value === undefined) throw new PickleError('an operation without its operand');
    return value;
  }

  function pop(): PyValue {
    const value = top();
    stack.pop();
    return value;
  }

  function mark(): void {
    if (marks.length >= limits.depth) throw new PickleError(`more than ${limits.depth} marks`);
    marks.push(stack.length);
  }

  function popToMark(): PyValue[] {
    const height = marks.pop();
    if (height === undefined) throw new PickleError('an end without a mark');
    return stack.splice(height);
  }

  function remember(index: number): void {
    if (index >= limits.memo) throw new PickleError(`more than ${limits.memo} remembered values`);
    if (memo[index] === undefined) memoized += 1;
    memo[index] = top();
  }

  function recall(index: number): void {
    const value = memo[index];
    if (value === undefined) throw new PickleError('a value is recalled that was never remembered');
    push(value);
  }

  function result(): PyValue {
    if (stack.length !== 1 || marks.length > 0) throw new PickleError('the end comes before the value is complete');
    return pop();
  }

  return {
    push,
    pop,
    top,
    mark,
    popToMark,
    drop: () => void (marks.length > 0 && stack.length === floor() ? marks.pop() : pop()),
    remember,
    memoize: () => remember(memoized),
    recall,
    result,
  };
}
