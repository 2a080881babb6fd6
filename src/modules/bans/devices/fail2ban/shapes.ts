import { notUnderstood } from './errors.ts';
import { isDescription, type PyValue } from './pickle/values.ts';

/** Takes a value for what it must be, or throws `Fail2banError` of the kind `protocol`. `what` names it in the sentence. */
export type Shape<T> = (value: PyValue, what: string) => T;

const wrong = (what: string, form: string) => notUnderstood(`fail2ban's ${what} is ${form}`);

export const text: Shape<string> = (value, what) => {
  if (typeof value !== 'string') throw wrong(what, 'no text');
  return value;
};

export const integer: Shape<number> = (value, what) => {
  if (typeof value !== 'number' || !Number.isSafeInteger(value)) throw wrong(what, 'no integer');
  return value;
};

export const truth: Shape<boolean> = (value, what) => {
  if (typeof value !== 'boolean') throw wrong(what, 'neither true nor false');
  return value;
};

export const orNull =
  <T>(shape: Shape<T>): Shape<T | null> =>
  (value, what) =>
    value === null ? null : shape(value, what);

/** A list, a tuple or a set. */
export const listOf =
  <T>(shape: Shape<T>): Shape<T[]> =>
  (value, what) => {
    const items = value instanceof Set ? [...value] : value;
    if (!Array.isArray(items)) throw wrong(what, 'no list');
    return items.map((item) => shape(item, what));
  };

export const mapOf =
  <T>(shape: Shape<T>): Shape<Map<string, T>> =>
  (value, what) => {
    if (!(value instanceof Map)) throw wrong(what, 'no dictionary');
    return new Map([...value].map(([key, item]) => [text(key, what), shape(item, what)]));
  };

/** A list of pairs of a title and a value, the form of `status`. */
export const titled: Shape<Map<string, PyValue>> = (value, what) => {
  const pairs = listOf((item) => (Array.isArray(item) ? item : []))(value, what);
  return new Map(pairs.map(([title = null, item = null]) => [text(title, what), item]));
};

/**
 * What a jail bans: mostly an address, and sometimes a user's name or several of those, as a jail may ban by any failure id.
 * Written as fail2ban itself writes it.
 */
export const identity: Shape<string> = (value, what) => {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'bigint') return String(value);
  if (Array.isArray(value)) return `(${value.map((part) => `'${identity(part, what)}'`).join(', ')})`;
  throw wrong(what, 'neither an address nor a name');
};

/** Addresses, networks, names; a set that is kept in a file stands as `file:/its/path`. */
export const ignoreList: Shape<string[]> = (value, what) =>
  listOf((item) => {
    if (!isDescription(item)) return identity(item, what);
    if (item.kind !== 'addresses') throw wrong(what, 'neither an address nor a name');
    return item.file === null ? `(${item.items.map((one) => identity(one, what)).join(' ')})` : `file:${item.file}`;
  })(value, what);
