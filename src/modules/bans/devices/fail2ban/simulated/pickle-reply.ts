/** A value of Python's as the simulated server answers it. Arrays are lists. */
export type Reply = null | boolean | number | string | readonly Reply[] | ReadonlyMap<string, Reply> | Tuple | Address | Thrown;

interface Tuple {
  readonly kind: 'tuple';
  readonly items: readonly Reply[];
}

/** Pickled as fail2ban pickles its addresses: as a call of `str`. */
interface Address {
  readonly kind: 'address';
  readonly text: string;
}

interface Thrown {
  readonly kind: 'thrown';
  readonly module: string;
  readonly name: string;
  readonly args: readonly Reply[];
}

export const tuple = (...items: readonly Reply[]): Reply => ({ kind: 'tuple', items });
export const address = (text: string): Reply => ({ kind: 'address', text });
export const thrown = (module: string, name: string, args: readonly Reply[]): Reply => ({ kind: 'thrown', module, name, args });

const BATCH = 1000;
/** The operations for tuples of no to three items. */
const TUPLES = [0x29, 0x85, 0x86, 0x87];

/**
 * Pickles as Python 3.11's pickler does, with its highest protocol: everything is remembered, classes are recalled, lists come in batches
 * of 1,000. All stands in one frame, where Python starts a new one every 64 KB. For the server's own values: it recurses.
 */
export function pickleReply(reply: Reply): Buffer {
  const pieces: Uint8Array[] = [];
  const classes = new Map<string, number>();
  let memoized = 0;

  const write = (...bytes: number[]): void => void pieces.push(Uint8Array.from(bytes));
  const memoize = (): number => {
    write(0x94);
    memoized += 1;
    return memoized - 1;
  };

  function writeText(text: string): void {
    const bytes = Buffer.from(text, 'utf8');
    const head = Buffer.alloc(bytes.length < 256 ? 2 : 5, bytes.length < 256 ? 0x8c : 'X');
    if (head.length === 2) head.writeUInt8(bytes.length, 1);
    else head.writeUInt32LE(bytes.length, 1);
    pieces.push(head, bytes);
    memoize();
  }

  function writeInteger(value: number): void {
    const bytes = Buffer.alloc(5, 'J');
    bytes.writeInt32LE(value, 1);
    if (value >= 0 && value < 256) write(0x4b, value);
    else if (value >= 0 && value < 65_536) write(0x4d, value & 255, value >> 8);
    else pieces.push(bytes);
  }

  function writeBatches<T>(items: readonly T[], item: (one: T) => void, [one, many]: readonly [number, number]): void {
    for (let from = 0; from < items.length; from += BATCH) {
      const batch = items.slice(from, from + BATCH);
      if (items.length > 1) write(0x28);
      for (const value of batch) item(value);
      write(items.length > 1 ? many : one);
    }
  }

  function writeTuple(items: readonly Reply[]): void {
    if (items.length > 3) write(0x28);
    for (const item of items) writeValue(item);
    write(TUPLES[items.length] ?? 0x74);
    // There is one empty tuple only, and it is not remembered.
    if (items.length > 0) memoize();
  }

  function writeCall(module: string, name: string, args: readonly Reply[]): void {
    const known = classes.get(`${module}.${name}`);
    if (known === undefined) {
      writeText(module);
      writeText(name);
      write(0x93);
      classes.set(`${module}.${name}`, memoize());
    } else if (known < 256) write(0x68, known);
    else write(0x6a, known & 255, (known >> 8) & 255, (known >> 16) & 255, known >>> 24);
    writeTuple(args);
    write(0x52);
    memoize();
  }

  function writeList(items: readonly Reply[]): void {
    write(0x5d);
    memoize();
    writeBatches(items, writeValue, [0x61, 0x65]);
  }

  function writeMap(entries: readonly (readonly [string, Reply])[]): void {
    const writeEntry = ([key, value]: readonly [string, Reply]): void => {
      writeText(key);
      writeValue(value);
    };
    write(0x7d);
    memoize();
    writeBatches(entries, writeEntry, [0x73, 0x75]);
  }

  function writeDescribed(value: Tuple | Address | Thrown): void {
    if (value.kind === 'tuple') writeTuple(value.items);
    else if (value.kind === 'address') writeCall('builtins', 'str', [value.text]);
    else writeCall(value.module, value.name, value.args);
  }

  function writeValue(value: Reply): void {
    if (value === null) write(0x4e);
    else if (typeof value === 'boolean') write(value ? 0x88 : 0x89);
    else if (typeof value === 'number') writeInteger(value);
    else if (typeof value === 'string') writeText(value);
    else if ('kind' in value) writeDescribed(value);
    else if ('entries' in value && 'get' in value) writeMap([...value.entries()]);
    else writeList([...value.values()]);
  }

  writeValue(reply);
  write(0x2e);
  const body = Buffer.concat(pieces);
  const head = Buffer.alloc(11);
  head.set([0x80, 5, 0x95]);
  head.writeBigUInt64LE(BigInt(body.length), 3);
  // Python frames nothing of less than four bytes.
  return Buffer.concat([body.length < 4 ? head.subarray(0, 2) : head, body]);
}
