/** A file, or a part of one, that is not as the format says. */
export class MmdbFault extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'MmdbFault';
  }
}

// MaxMind DB file format 2.0, "Output Data Section".
const POINTER = 1;
const TEXT = 2;
const UINT16 = 5;
const UINT32 = 6;
const MAP = 7;
const INT32 = 8;
const UINT64 = 9;
const ARRAY = 11;
const BOOLEAN = 14;

/** Steps that reading one value may take. A place in a City file has some hundred parts. */
const MOST_STEPS = 5_000;
/** Maps within maps. Files of places have four levels. */
const DEEPEST = 16;
const LONGEST_TEXT = 4_096;

interface Head {
  readonly type: number;
  /** Bytes, entries, or where a pointer leads to. */
  readonly size: number;
  /** Where the value's own bytes begin. */
  readonly at: number;
}

/**
 * Reads single values out of a section of a file that may be damaged or made to do harm: pointers in a circle, maps of a billion entries,
 * texts beyond the end. Whatever it is, the answer comes after a few thousand steps, or `MmdbFault` is thrown.
 */
export class MmdbValues {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #start: number;
  #steps = 0;

  /** `start`: where the section begins, from which pointers count. */
  constructor(bytes: Uint8Array, start: number) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#start = start;
  }

  /** The text or number at the end of a path of keys; null where there is none. `offset` counts from the section's beginning. */
  find(offset: number, path: readonly string[]): string | number | null {
    this.#steps = 0;
    let at: number | null = this.#start + offset;
    for (const key of path) at = at === null ? null : this.#entry(at, key);
    return at === null ? null : this.#scalar(at);
  }

  /** Where the value of a key begins; null: it is no map, or has no such key. */
  #entry(at: number, key: string): number | null {
    const map = this.#followed(at);
    if (map.type !== MAP) return null;
    let next = map.at;
    for (let entries = map.size; entries > 0; entries -= 1) {
      const isIt = this.#scalar(next) === key;
      const value = this.#behind(next, 0);
      if (isIt) return value;
      next = this.#behind(value, 0);
    }
    return null;
  }

  /** A text or a whole number; null for anything else. */
  #scalar(at: number): string | number | null {
    const { type, size, at: begin } = this.#followed(at);
    if (type === TEXT) return this.#text(begin, size);
    return type === UINT16 || type === UINT32 || type === INT32 || type === UINT64 ? this.#number(begin, size) : null;
  }

  #text(at: number, size: number): string {
    if (size > LONGEST_TEXT) throw new MmdbFault('a text is too long');
    this.#within(at, size);
    return Buffer.from(this.#bytes.buffer, this.#bytes.byteOffset + at, size).toString('utf8');
  }

  /** Leading zeros are left out in the file; beyond 2^53 it is no number that is looked for. */
  #number(at: number, size: number): number | null {
    if (size > 8) throw new MmdbFault('a number is too long');
    this.#within(at, size);
    let value = 0;
    for (let byte = 0; byte < size; byte += 1) value = value * 256 + this.#view.getUint8(at + byte);
    return Number.isSafeInteger(value) ? value : null;
  }

  /** The head of a value, behind a pointer if one stands there. A pointer never leads to another one. */
  #followed(at: number): Head {
    const head = this.#head(at);
    if (head.type !== POINTER) return head;
    const target = this.#head(this.#start + head.size);
    if (target.type === POINTER) throw new MmdbFault('a pointer leads to a pointer');
    return target;
  }

  /** Where the next value begins: behind all that this one holds. */
  #behind(at: number, depth: number): number {
    if (depth > DEEPEST) throw new MmdbFault('maps lie too deep in each other');
    const { type, size, at: begin } = this.#head(at);
    if (type === POINTER || type === BOOLEAN) return begin;
    if (type !== MAP && type !== ARRAY) return this.#within(begin, size);
    let next = begin;
    for (let left = type === MAP ? size * 2 : size; left > 0; left -= 1) next = this.#behind(next, depth + 1);
    return next;
  }

  #within(at: number, size: number): number {
    if (at + size > this.#bytes.byteLength) throw new MmdbFault('a value reaches beyond the end');
    return at + size;
  }

  #byte(at: number): number {
    this.#within(at, 1);
    return this.#view.getUint8(at);
  }

  #head(at: number): Head {
    this.#steps += 1;
    if (this.#steps > MOST_STEPS) throw new MmdbFault('a value has too many parts');
    const control = this.#byte(at);
    const short = control >> 5;
    if (short === POINTER) return this.#pointer(at, control);
    return short === 0 ? this.#sized(at + 2, 7 + this.#byte(at + 1), control & 31) : this.#sized(at + 1, short, control & 31);
  }

  #sized(at: number, type: number, size: number): Head {
    if (size < 29) return { type, size, at };
    const bytes = size - 28;
    const base = [29, 285, 65_821][bytes - 1] ?? 0;
    return { type, size: base + (this.#number(at, bytes) ?? 0), at: at + bytes };
  }

  #pointer(at: number, control: number): Head {
    const bytes = ((control >> 3) & 3) + 1;
    const base = [0, 2_048, 526_336, 0][bytes - 1] ?? 0;
    const high = bytes === 4 ? 0 : (control & 7) * 256 ** bytes;
    return { type: POINTER, size: base + high + (this.#number(at + 1, bytes) ?? 0), at: at + 1 + bytes };
  }
}
