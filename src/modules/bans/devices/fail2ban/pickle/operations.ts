import { byte, counted, fixed, line, type Operation, plain, text, withArgument } from './argument.ts';
import { giveState, instanceOf } from './classes.ts';
import type { Machine } from './machine.ts';
import { integerOf, unescapeString, unescapeUnicode } from './texts.ts';
import { PickleError, type PyValue } from './values.ts';

const pushBytes = (machine: Machine, bytes: Buffer): void => machine.push(new Uint8Array(bytes));

/** The longest integer: 2^8191, more than any counter, and short enough to be turned into a number at once. */
const LONGEST_INTEGER = 1024;

function pushLong(machine: Machine, bytes: Buffer): void {
  if (bytes.length > LONGEST_INTEGER) throw new PickleError('an integer that is too long');
  // Zero has no bytes at all.
  const magnitude = BigInt(`0x0${Buffer.from(bytes).reverse().toString('hex')}`);
  machine.push(integerOf(BigInt.asIntN(8 * bytes.length, magnitude)));
}

/** INT: `01` and `00` are how protocol 0 writes True and False. */
function pushIntLine(machine: Machine, text: string): void {
  if (!/^-?\d{1,2466}L?$/.test(text)) throw new PickleError('an integer that is none');
  machine.push(text === '00' || text === '01' ? text === '01' : integerOf(BigInt(text.replace('L', ''))));
}

const NAMED_NUMBERS = new Map([
  ['inf', Number.POSITIVE_INFINITY],
  ['-inf', Number.NEGATIVE_INFINITY],
  ['nan', Number.NaN],
]);

function pushFloatLine(machine: Machine, text: string): void {
  const named = NAMED_NUMBERS.get(text);
  if (named === undefined && !/^-?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/.test(text)) throw new PickleError('a number that is none');
  machine.push(named ?? Number(text));
}

const indexOf = (text: string): number => {
  if (!/^\d{1,9}$/.test(text)) throw new PickleError('an index that is none');
  return Number(text);
};

function listBelow(machine: Machine): PyValue[] {
  const list = machine.top();
  if (!Array.isArray(list)) throw new PickleError('something is appended to what is no list');
  return list;
}

/** One by one: a call with 50,000 arguments may not fit. */
function extend(machine: Machine, items: readonly PyValue[]): void {
  const list = listBelow(machine);
  for (const item of items) list.push(item);
}

function setItems(machine: Machine, items: readonly PyValue[]): void {
  const map = machine.top();
  if (!(map instanceof Map)) throw new PickleError('an entry is made in what is no dictionary');
  if (items.length % 2 !== 0) throw new PickleError('a key without a value');
  for (let index = 0; index < items.length; index += 2) map.set(items[index] ?? null, items[index + 1] ?? null);
}

function addItems(machine: Machine, items: readonly PyValue[]): void {
  const set = machine.top();
  if (!(set instanceof Set)) throw new PickleError('something is added to what is no set');
  for (const item of items) set.add(item);
}

function dictOf(machine: Machine, items: readonly PyValue[]): void {
  machine.push(new Map());
  setItems(machine, items);
}

function tuple(length: number): Operation {
  return plain((machine) => {
    const items: PyValue[] = [];
    for (let count = 0; count < length; count += 1) items.unshift(machine.pop());
    machine.push(items);
  });
}

const pushClass = (machine: Machine, module: PyValue, name: PyValue): void => {
  if (typeof module !== 'string' || typeof name !== 'string') throw new PickleError('a class whose name is no text');
  machine.push({ kind: 'class', module, name });
};

/** Pops in the order of evaluation: what was pushed last comes off first. */
function reduce(machine: Machine): void {
  const args = machine.pop();
  const callable = machine.pop();
  machine.push(instanceOf(callable, args));
}

function newWithKeywords(machine: Machine): void {
  const keywords = machine.pop();
  const args = machine.pop();
  const made = machine.pop();
  if (!Array.isArray(args)) throw new PickleError('arguments that are no tuple');
  machine.push(instanceOf(made, [...args, keywords]));
}

function stackGlobal(machine: Machine): void {
  const name = machine.pop();
  pushClass(machine, machine.pop(), name);
}

function build(machine: Machine): void {
  const state = machine.pop();
  giveState(machine.top(), state);
}

function setItem(machine: Machine): void {
  const value = machine.pop();
  const key = machine.pop();
  setItems(machine, [key, value]);
}

/** How Python 2 wrote instances of old classes: class and arguments above a mark. */
function object(machine: Machine): void {
  const [made = null, ...args] = machine.popToMark();
  machine.push(instanceOf(made, args));
}

const instance = withArgument(
  (input) => input.takeLines(1, 2),
  (machine, [module = '', name = '']) => {
    const args = machine.popToMark();
    machine.push(instanceOf({ kind: 'class', module, name }, args));
  },
);

const global = withArgument(
  (input) => input.takeLines(1, 2),
  (machine, [module = '', name = '']) => pushClass(machine, module, name),
);

/** By their letters, as Python's pickle.py lists them. Absent, and so refused: persistent ids, the registry of extensions, buffers out of band. */
const byLetter: Readonly<Record<string, Operation>> = {
  '(': plain((machine) => machine.mark()),
  '0': plain((machine) => machine.drop()),
  '1': plain((machine) => void machine.popToMark()),
  '2': plain((machine) => machine.push(machine.top())),
  F: line(pushFloatLine),
  I: line(pushIntLine),
  L: line(pushIntLine),
  J: fixed(4, (machine, bytes) => machine.push(bytes.readInt32LE())),
  K: byte((machine, value) => machine.push(value)),
  M: fixed(2, (machine, bytes) => machine.push(bytes.readUInt16LE())),
  N: plain((machine) => machine.push(null)),
  R: plain(reduce),
  S: line((machine, text) => machine.push(unescapeString(text))),
  T: text(4),
  U: text(1),
  V: line((machine, text) => machine.push(unescapeUnicode(text))),
  X: text(4),
  a: plain((machine) => extend(machine, [machine.pop()])),
  b: plain(build),
  c: global,
  d: plain((machine) => dictOf(machine, machine.popToMark())),
  '}': plain((machine) => machine.push(new Map())),
  e: plain((machine) => extend(machine, machine.popToMark())),
  g: line((machine, text) => machine.recall(indexOf(text))),
  h: byte((machine, index) => machine.recall(index)),
  i: instance,
  j: fixed(4, (machine, bytes) => machine.recall(bytes.readUInt32LE())),
  l: plain((machine) => machine.push(machine.popToMark())),
  ']': plain((machine) => machine.push([])),
  o: plain(object),
  p: line((machine, text) => machine.remember(indexOf(text))),
  q: byte((machine, index) => machine.remember(index)),
  r: fixed(4, (machine, bytes) => machine.remember(bytes.readUInt32LE())),
  s: plain(setItem),
  t: plain((machine) => machine.push(machine.popToMark())),
  ')': plain((machine) => machine.push([])),
  u: plain((machine) => setItems(machine, machine.popToMark())),
  G: fixed(8, (machine, bytes) => machine.push(bytes.readDoubleBE())),
  B: counted(4, pushBytes),
  C: counted(1, pushBytes),
};

const byCode: Readonly<Record<number, Operation>> = {
  128: byte((_machine, version) => {
    if (version > 5) throw new PickleError('a protocol that is newer than 5');
  }),
  129: plain(reduce),
  133: tuple(1),
  134: tuple(2),
  135: tuple(3),
  136: plain((machine) => machine.push(true)),
  137: plain((machine) => machine.push(false)),
  138: counted(1, pushLong),
  139: counted(4, pushLong),
  140: text(1),
  141: text(8),
  142: counted(8, pushBytes),
  143: plain((machine) => machine.push(new Set())),
  144: plain((machine) => addItems(machine, machine.popToMark())),
  145: plain((machine) => machine.push(new Set(machine.popToMark()))),
  146: plain(newWithKeywords),
  147: plain(stackGlobal),
  148: plain((machine) => machine.memoize()),
  // A frame says how many bytes to read at once. We read what comes.
  149: fixed(8, () => {}),
  150: counted(8, pushBytes),
};

/** The operation of each byte; undefined for those that are refused. */
export const OPERATIONS: readonly (Operation | undefined)[] = Array.from(
  { length: 256 },
  (_, code) => byCode[code] ?? byLetter[String.fromCharCode(code)],
);
