import { PickleError } from './values.ts';

const NEWLINE = 10;

/** Bytes that arrive in pieces. Every `take…` answers undefined, and takes nothing, while its bytes are not there yet. */
export interface Input {
  append(chunk: Uint8Array): void;
  /** The next byte, without taking it. */
  peek(): number | undefined;
  /** Takes `length` bytes that do not matter. */
  skip(length: number): true | undefined;
  /** Takes `skip` bytes that do not matter, and then one. */
  takeByte(skip: number): number | undefined;
  /** Takes `skip` bytes that do not matter, and then UTF-8 of `length` bytes. */
  takeText(skip: number, length: number): string | undefined;
  /** The `length` bytes behind `skip` others, without taking them. */
  look(skip: number, length: number): Buffer | undefined;
  /** Takes `skip` bytes that do not matter, and then `length` bytes. */
  take(skip: number, length: number): Buffer | undefined;
  /** Takes `skip` bytes and then lines without their ends. */
  takeLines(skip: number, count: number): string[] | undefined;
  /** Takes everything that is left. */
  rest(): Buffer;
}

const LONGEST_LINE = 1024 * 1024;

/** A buffer that grows by doubling, up to `limit` bytes over all. */
export function createInput(limit: number): Input {
  let buffer = Buffer.alloc(4096);
  let from = 0;
  let to = 0;
  let arrived = 0;

  function append(chunk: Uint8Array): void {
    arrived += chunk.length;
    if (arrived > limit) throw new PickleError(`more than ${limit} bytes`);
    if (to + chunk.length > buffer.length) makeRoom(chunk.length);
    buffer.set(chunk, to);
    to += chunk.length;
  }

  function makeRoom(length: number): void {
    const left = to - from;
    const room = Buffer.alloc(Math.max(buffer.length, 2 * (left + length)));
    buffer.copy(room, 0, from, to);
    buffer = room;
    from = 0;
    to = left;
  }

  /** Where the `length` bytes behind `skip` others start, which are taken. */
  function claim(skip: number, length: number): number | undefined {
    // At once: nobody waits for bytes that would be refused.
    if (length > limit) throw new PickleError(`more than ${limit} bytes`);
    if (to - from < skip + length) return undefined;
    const start = from + skip;
    from = start + length;
    return start;
  }

  function take(skip: number, length: number): Buffer | undefined {
    const start = claim(skip, length);
    return start === undefined ? undefined : buffer.subarray(start, from);
  }

  function takeText(skip: number, length: number): string | undefined {
    const start = claim(skip, length);
    return start === undefined ? undefined : buffer.toString('utf8', start, from);
  }

  function takeByte(skip: number): number | undefined {
    const start = claim(skip, 1);
    return start === undefined ? undefined : buffer[start];
  }

  function takeLines(skip: number, count: number): string[] | undefined {
    const lines: string[] = [];
    let at = from + skip;
    while (lines.length < count) {
      const end = buffer.subarray(0, to).indexOf(NEWLINE, at);
      if ((end === -1 ? to : end) - at > LONGEST_LINE) throw new PickleError('a line that does not end');
      if (end === -1) return undefined;
      lines.push(buffer.toString('latin1', at, end));
      at = end + 1;
    }
    from = at;
    return lines;
  }

  return {
    append,
    look: (skip, length) => (to - from < skip + length ? undefined : buffer.subarray(from + skip, from + skip + length)),
    peek: () => (from < to ? buffer[from] : undefined),
    skip: (length) => (claim(length, 0) === undefined ? undefined : true),
    ...{ take, takeByte, takeText, takeLines },
    rest: () => take(0, to - from) ?? Buffer.alloc(0),
  };
}
