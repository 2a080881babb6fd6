import { createInput } from './input.ts';
import { createMachine } from './machine.ts';
import { OPERATIONS } from './operations.ts';
import { checkSize } from './size.ts';
import { PickleError, type PickleLimits, type PyValue, usualLimits } from './values.ts';

const STOP = 0x2e;

/** Reads one pickle from bytes that arrive in pieces. */
export interface Unpickler {
  /** Answers the value and the bytes behind it once the pickle is complete, and null before. Throws `PickleError`. */
  feed(chunk: Uint8Array): { readonly value: PyValue; readonly rest: Buffer } | null;
}

/**
 * Pickles of protocols 0 to 5. Nothing is executed, nothing recurses, and the limits hold for what comes in as well as for
 * what it would unfold to. Text that is no UTF-8 has replacement characters where it is not.
 */
export function createUnpickler(limits: PickleLimits = usualLimits): Unpickler {
  const input = createInput(limits.bytes);
  const machine = createMachine(limits);

  /** Works until the end of the pickle (true) or of the bytes (false). */
  function work(): boolean {
    for (let code = input.peek(); code !== undefined; code = input.peek()) {
      if (code === STOP) return true;
      const operation = OPERATIONS[code];
      if (operation === undefined) throw new PickleError(`operation 0x${code.toString(16).padStart(2, '0')} is not taken`);
      if (!operation(input, machine)) return false;
    }
    return false;
  }

  return {
    feed(chunk) {
      input.append(chunk);
      if (!work()) return null;
      input.take(0, 1);
      const value = machine.result();
      checkSize(value, limits);
      return { value, rest: Buffer.from(input.rest()) };
    },
  };
}

/** The value of exactly these bytes. Throws `PickleError`, also for what stands behind the pickle. */
export function unpickle(bytes: Uint8Array, limits: PickleLimits = usualLimits): PyValue {
  const read = createUnpickler(limits).feed(bytes);
  if (read === null) throw new PickleError('the pickle is not complete');
  if (read.rest.length > 0) throw new PickleError('something stands behind the pickle');
  return read.value;
}
