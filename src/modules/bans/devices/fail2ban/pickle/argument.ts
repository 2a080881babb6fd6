import type { Input } from './input.ts';
import type { Machine } from './machine.ts';

/** Does one operation, whose code is the next byte. False, and nothing is done, while its argument is not there whole. */
export type Operation = (input: Input, machine: Machine) => boolean;

/** An operation with an argument: how to take it (undefined: not there yet), and what to do with it. */
export function withArgument<T>(take: (input: Input) => T | undefined, run: (machine: Machine, argument: T) => void): Operation {
  return (input, machine) => {
    const argument = take(input);
    if (argument === undefined) return false;
    run(machine, argument);
    return true;
  };
}

/** Without an argument. */
export const plain = (run: (machine: Machine) => void): Operation => withArgument((input) => input.skip(1), run);

/** Bytes of a fixed length. */
export const fixed = (length: number, run: (machine: Machine, bytes: Buffer) => void): Operation =>
  withArgument((input) => input.take(1, length), run);

/** One byte, as a number. */
export const byte = (run: (machine: Machine, value: number) => void): Operation => withArgument((input) => input.takeByte(1), run);

/** A length of `width` bytes, and as many bytes of content. */
export const counted = (width: 1 | 4 | 8, run: (machine: Machine, bytes: Buffer) => void): Operation =>
  withArgument((input) => {
    const length = lengthIn(input, width);
    return length === undefined ? undefined : input.take(1 + width, length);
  }, run);

/** A length of `width` bytes, and as many bytes of UTF-8, which are pushed. */
export const text = (width: 1 | 4 | 8): Operation =>
  withArgument(
    (input) => {
      const length = lengthIn(input, width);
      return length === undefined ? undefined : input.takeText(1 + width, length);
    },
    (machine, value) => machine.push(value),
  );

function lengthIn(input: Input, width: 1 | 4 | 8): number | undefined {
  const bytes = input.look(1, width);
  if (bytes === undefined || width === 1) return bytes?.[0];
  return width === 4 ? bytes.readUInt32LE() : Number(bytes.readBigUInt64LE());
}

/** Text up to the end of its line. */
export const line = (run: (machine: Machine, text: string) => void): Operation =>
  withArgument(
    (input) => input.takeLines(1, 1),
    (machine, [text = '']) => run(machine, text),
  );
