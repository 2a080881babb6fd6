import { isDescription, PickleError, type PyAddresses, type PyClass, type PyValue } from './values.ts';

const ERRORS = new Set([
  ...[
    'ArithmeticError',
    'AssertionError',
    'AttributeError',
    'BaseException',
    'BlockingIOError',
    'BrokenPipeError',
    'ChildProcessError',
    'ConnectionError',
    'EOFError',
    'Exception',
    'FileExistsError',
    'FileNotFoundError',
    'ImportError',
    'IndexError',
    'InterruptedError',
    'IsADirectoryError',
    'KeyError',
    'LookupError',
    'MemoryError',
    'ModuleNotFoundError',
    'NameError',
    'NotADirectoryError',
    'NotImplementedError',
    'OSError',
    'OverflowError',
    'PermissionError',
    'ProcessLookupError',
    'RecursionError',
    'RuntimeError',
    'SyntaxError',
    'SystemError',
    'TimeoutError',
    'TypeError',
    'UnicodeDecodeError',
    'UnicodeEncodeError',
    'UnicodeError',
    'ValueError',
    'ZeroDivisionError',
  ].flatMap((name) => [`builtins.${name}`, `exceptions.${name}`]),
  'fail2ban.exceptions.UnknownJailException',
  'fail2ban.exceptions.DuplicateJailException',
  'fail2ban.server.failregex.RegexException',
  'sqlite3.DatabaseError',
  'sqlite3.OperationalError',
]);

type Maker = (args: readonly PyValue[]) => PyValue | undefined;

// fail2ban makes text of its addresses when it pickles them (ipdns.py, IPAddr.__reduce__). Python 2 calls the type unicode.
const text: Maker = ([value, ...more]) => (typeof value === 'string' && more.length === 0 ? value : undefined);
const set: Maker = ([items, ...more]) => (Array.isArray(items) && more.length === 0 ? new Set(items) : undefined);
const addresses: Maker = ([items]) => ({ kind: 'addresses', items: Array.isArray(items) ? items : [], file: null }) satisfies PyAddresses;

// How protocols before 3 write bytes: text whose characters are the bytes.
const bytes: Maker = ([characters, encoding]) =>
  typeof characters === 'string' && encoding === 'latin1' ? new Uint8Array(Buffer.from(characters, 'latin1')) : undefined;
const noBytes: Maker = (args) => (args.length === 0 ? new Uint8Array() : undefined);

/** Every class of which a value is made. Python 3 writes the modules' names of Python 2 in protocols 0 to 2. */
const MAKERS: ReadonlyMap<string, Maker> = new Map([
  ['builtins.str', text],
  ['__builtin__.str', text],
  ['__builtin__.unicode', text],
  ['builtins.set', set],
  ['__builtin__.set', set],
  ['builtins.frozenset', set],
  ['__builtin__.frozenset', set],
  ['builtins.bytes', noBytes],
  ['__builtin__.bytes', noBytes],
  ['_codecs.encode', bytes],
  ['fail2ban.server.ipdns.FileIPAddrSet', addresses],
  ['fail2ban.server.ipdns.IPAddrSet', addresses],
]);

/** What calling `callable` with `args` describes. Nothing is called: text, sets and errors are made here, all else is a description. */
export function instanceOf(callable: PyValue, args: PyValue): PyValue {
  if (!isClass(callable) || !Array.isArray(args)) throw new PickleError('something that is no class is called');
  const { module, name } = callable;
  const made = MAKERS.get(`${module}.${name}`)?.(args);
  if (made !== undefined) return made;
  return { kind: ERRORS.has(`${module}.${name}`) ? 'error' : 'object', module, name, args };
}

/** Takes the state that belongs to an instance: of a set of addresses its file, of all others nothing. */
export function giveState(instance: PyValue, state: PyValue): void {
  if (!isDescription(instance) || instance.kind === 'class') throw new PickleError('a state belongs to something that has none');
  if (instance.kind !== 'addresses' || !(state instanceof Map)) return;
  const file = state.get('fileName');
  if (typeof file === 'string') instance.file = file;
}

const isClass = (value: PyValue): value is PyClass => isDescription(value) && value.kind === 'class';
