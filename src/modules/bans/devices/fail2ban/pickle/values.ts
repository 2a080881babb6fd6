/**
 * A value of Python's, as far as fail2ban's replies hold them. Lists and tuples are arrays; floats are numbers; integers are numbers
 * while they are safe and bigints beyond. No object of a foreign class is ever made: what is not on the list of classes stays a description.
 */
export type PyValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | PyValue[]
  | Map<PyValue, PyValue>
  | Set<PyValue>
  | PyClass
  | PyError
  | PyAddresses
  | PyObject;

/** A class or a function by its name: the name only, nothing of it is loaded. */
export interface PyClass {
  readonly kind: 'class';
  readonly module: string;
  readonly name: string;
}

/** An instance of one of the exceptions on the list. */
export interface PyError {
  readonly kind: 'error';
  readonly module: string;
  readonly name: string;
  readonly args: readonly PyValue[];
}

/** A set of addresses of fail2ban's: its items, or the file that they are read from. */
export interface PyAddresses {
  readonly kind: 'addresses';
  readonly items: readonly PyValue[];
  file: string | null;
}

/** An instance of any other class: what it was made with, and nothing was made. */
export interface PyObject {
  readonly kind: 'object';
  readonly module: string;
  readonly name: string;
  readonly args: readonly PyValue[];
}

/** True for the four descriptions; false for values proper. */
export const isDescription = (value: PyValue): value is PyClass | PyError | PyAddresses | PyObject =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  !(value instanceof Map) &&
  !(value instanceof Set) &&
  !(value instanceof Uint8Array);

/** The bytes are no pickle, or one that we do not take. */
export class PickleError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'PickleError';
  }
}

/** What one pickle may cost. */
export interface PickleLimits {
  readonly bytes: number;
  /** Values on the stack, and values of the result, each counted as often as it is reached. */
  readonly items: number;
  readonly memo: number;
  /** How deep containers may stand in each other. */
  readonly depth: number;
}

/** Room for 250,000 addresses with their times; refuses within a second whatever claims to be more. */
export const usualLimits: PickleLimits = { bytes: 32 * 1024 * 1024, items: 1_000_000, memo: 2_000_000, depth: 64 };
