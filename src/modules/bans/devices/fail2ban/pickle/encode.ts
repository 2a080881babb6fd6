import { PickleError } from './values.ts';

/** What a command is made of. */
export type PyArgument = string | number | boolean | null | readonly PyArgument[];

const DEEPEST = 16;
const LONGEST_TEXT = 1024 * 1024;

const op = (code: number): Uint8Array => Uint8Array.of(code);

function textBytes(text: string): Uint8Array[] {
  if (!text.isWellFormed()) throw new PickleError('text with half a character');
  const bytes = Buffer.from(text, 'utf8');
  if (bytes.length > LONGEST_TEXT) throw new PickleError(`text of more than ${LONGEST_TEXT} bytes`);
  const head = Buffer.alloc(5, 'X');
  head.writeUInt32LE(bytes.length, 1);
  return [head, bytes];
}

function integerBytes(value: number): Uint8Array[] {
  if (!Number.isSafeInteger(value)) throw new PickleError('a number that is no safe integer');
  const bytes = Buffer.alloc(value === (value | 0) ? 5 : 10);
  if (bytes.length === 5) {
    bytes.write('J');
    bytes.writeInt32LE(value, 1);
  } else {
    // LONG1 with eight bytes: a safe integer has room in them.
    bytes.set([0x8a, 8]);
    bytes.writeBigInt64LE(BigInt(value), 2);
  }
  return [bytes];
}

function pieces(value: PyArgument, depth: number): Uint8Array[] {
  if (depth > DEEPEST) throw new PickleError(`deeper than ${DEEPEST}`);
  if (value === null) return [op(0x4e)];
  if (typeof value === 'boolean') return [op(value ? 0x88 : 0x89)];
  if (typeof value === 'number') return integerBytes(value);
  if (typeof value === 'string') return textBytes(value);
  return [Uint8Array.of(0x5d, 0x28), ...value.flatMap((item) => pieces(item, depth + 1)), op(0x65)];
}

/** Pickle protocol 2, which every server that speaks Python 2 or 3 takes. Throws `PickleError`. Our own values only: it recurses, up to a depth. */
export const pickle = (value: PyArgument): Buffer => Buffer.concat([Uint8Array.of(0x80, 2), ...pieces(value, 0), op(0x2e)]);
