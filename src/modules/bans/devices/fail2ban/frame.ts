import { Fail2banError, notUnderstood, refused } from './errors.ts';
import { createUnpickler } from './pickle/decode.ts';
import { type PyArgument, pickle } from './pickle/encode.ts';
import { PickleError, type PickleLimits, type PyValue } from './pickle/values.ts';

/** A command as fail2ban knows it: `['set', 'sshd', 'banip', '198.51.100.7']`. */
export type Command = readonly PyArgument[];

const END = '<F2B_END_COMMAND>';
const CLOSE = '<F2B_CLOSE_COMMAND>';

export const TERMINATOR: Buffer = Buffer.from(END);
/** What tells the server that no more commands come. */
export const FAREWELL: Buffer = Buffer.from(CLOSE + END);

const breaksOut = (value: PyArgument): boolean =>
  typeof value === 'string' ? value.includes(END) || value.includes(CLOSE) : Array.isArray(value) && value.some(breaksOut);

/**
 * The bytes of a request. Throws `Fail2banError` for what must not be sent: the server looks for the terminator without
 * looking at lengths, so that text which holds it would end the command, and what follows would be unpickled, as root.
 */
export function request(command: Command): Buffer {
  if (breaksOut(command)) throw refused('a command with the mark in it that ends commands is not sent');
  const bytes = pickled(command);
  // Belt and braces: numbers and lengths are bytes too.
  if (bytes.includes(TERMINATOR)) throw refused('a command with the mark in it that ends commands is not sent');
  return Buffer.concat([bytes, TERMINATOR]);
}

function pickled(command: Command): Buffer {
  try {
    return pickle(command);
  } catch (cause) {
    if (cause instanceof PickleError) throw refused(`a command that cannot be sent: ${cause.message}`);
    throw cause;
  }
}

/** Reads one reply: a pickle, then the terminator. Only behind the pickle it is looked for, as text in the value may hold it. */
export interface ReplyReader {
  /** The value once it is there whole; undefined before. Throws `Fail2banError` of the kind `protocol`. */
  feed(chunk: Uint8Array): PyValue | undefined;
}

export function createReplyReader(limits?: PickleLimits): ReplyReader {
  const unpickler = createUnpickler(limits);
  let read: { readonly value: PyValue } | null = null;
  let behind: Buffer = Buffer.alloc(0);

  function feed(chunk: Uint8Array): PyValue | undefined {
    if (read === null) {
      const complete = unpickler.feed(chunk);
      if (complete === null) return undefined;
      read = complete;
      behind = complete.rest;
    } else behind = Buffer.concat([behind, chunk]);
    if (behind.length > TERMINATOR.length || !behind.equals(TERMINATOR.subarray(0, behind.length)))
      throw new PickleError('something else than the end stands behind the reply');
    return behind.length === TERMINATOR.length ? read.value : undefined;
  }

  return {
    feed(chunk) {
      try {
        return feed(chunk);
      } catch (cause) {
        if (cause instanceof PickleError) throw notUnderstood(`fail2ban's reply could not be read: ${cause.message}`, cause);
        throw cause;
      }
    },
  };
}

/** The answer in a reply: `(0, answer)`; the other forms are thrown as `Fail2banError`: `(1, exception)`, and a bare text. */
export function answerIn(reply: PyValue): PyValue {
  if (typeof reply === 'string') throw saidBare(reply);
  if (!Array.isArray(reply) || reply.length !== 2) throw notUnderstood('a reply without its two parts');
  const [code, value = null] = reply;
  if (code === 0) return value;
  if (code === 1) throw thrown(value);
  throw notUnderstood('a reply with a code of its own');
}

/** The server could not pickle its answer (`get J bantime.evformula`), or could not unpickle what we sent. */
function saidBare(text: string): Fail2banError {
  const unspeakable = /can't pickle|cannot pickle/i.test(text);
  return new Fail2banError(text, { kind: unspeakable ? 'refused' : 'protocol', permanent: true, pythonClass: 'pickle' });
}

function thrown(value: PyValue): Fail2banError {
  if (typeof value !== 'object' || value === null || !('kind' in value) || value.kind === 'addresses' || value.kind === 'class')
    return notUnderstood('an error that is no exception');
  const pythonClass = `${value.module}.${value.name}`;
  const [first = ''] = value.args;
  const said = value.args.filter((arg) => typeof arg === 'string' || typeof arg === 'number').join(' ');
  const permanent = true;
  if (value.name === 'UnknownJailException')
    return new Fail2banError(`fail2ban has no jail "${String(first)}"`, { kind: 'unknown_jail', permanent, pythonClass });
  if (value.name === 'RegexException') return new Fail2banError(said, { kind: 'bad_regex', permanent, pythonClass });
  // Too few arguments: fail2ban's own client calls it an invalid command as well (beautifier.py).
  if (value.name === 'IndexError') return new Fail2banError('Invalid command', { kind: 'refused', permanent, pythonClass });
  return new Fail2banError(said === '' ? pythonClass : said, { kind: 'refused', permanent, pythonClass });
}
