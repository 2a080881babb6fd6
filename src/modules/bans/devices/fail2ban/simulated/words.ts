import type { PyValue } from '../pickle/values.ts';
import type { SimulatedDatabase } from './database.ts';
import type { RunningJail } from './jail.ts';
import { address, type Reply, thrown } from './pickle-reply.ts';

/** What the simulated server's commands work on. */
export interface Running {
  readonly version: string;
  readonly jails: Map<string, RunningJail>;
  readonly database: SimulatedDatabase | null;
  purgeAgeSeconds: number;
  /** Seconds since 1970. */
  now(): number;
  quit(): void;
}

/** An exception of Python's, on its way into a reply. */
export class PythonError extends Error {
  readonly reply: Reply;
  constructor(module: string, name: string, ...args: readonly Reply[]) {
    super(name);
    this.reply = thrown(module, name, args);
  }
}

export const invalid = (): PythonError => new PythonError('builtins', 'Exception', 'Invalid command');

/** The words of a command, as fail2ban indexes into them. */
export interface Words {
  readonly rest: readonly PyValue[];
  word(index: number): string;
  after(index: number): string[];
}

export function wordsOf(command: PyValue): Words {
  const rest = Array.isArray(command) ? command : [];
  const word = (index: number): string => {
    const value = rest[index];
    if (value === undefined) throw new PythonError('builtins', 'IndexError', 'list index out of range');
    return String(value);
  };
  return { rest, word, after: (index) => rest.slice(index).map(String) };
}

export function jailIn({ jails }: Running, name: string): RunningJail {
  const jail = jails.get(name);
  if (jail === undefined) throw new PythonError('fail2ban.exceptions', 'UnknownJailException', name);
  return jail;
}

/** By its own names only: a client may ask for "constructor" as well. */
export const entry = <T>(table: Readonly<Record<string, T>>, name: string): T | undefined =>
  Object.hasOwn(table, name) ? table[name] : undefined;

export const banList = (jail: RunningJail): Reply => jail.banned().map(address);

export const unbanned = (jail: RunningJail, addresses: readonly string[]): number =>
  addresses.reduce((count, one) => count + jail.unban(one), 0);
