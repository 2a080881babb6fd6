/**
 * - `unknown_jail`: the server has no such jail.
 * - `bad_regex`: Python could not compile it, or it finds no host.
 * - `refused`: the server says no, or we did before anything was sent.
 * - `timeout`: no answer within the time limit. - `unreachable`: no connection, or one that ended too early.
 * - `protocol`: an answer that is none.
 */
export type Fail2banErrorKind = 'unknown_jail' | 'refused' | 'bad_regex' | 'timeout' | 'unreachable' | 'protocol';

export interface Fail2banErrorOptions {
  readonly kind: Fail2banErrorKind;
  readonly permanent: boolean;
  /** `unknown`: the command was sent, and may or may not have been carried out. Default: not done. */
  readonly outcome?: 'not_done' | 'unknown';
  /** The exception's class as fail2ban names it, `fail2ban.exceptions.UnknownJailException`. */
  readonly pythonClass?: string;
  readonly cause?: unknown;
}

/** What a command to fail2ban can end with. `permanent` means that trying again cannot help. */
export class Fail2banError extends Error {
  readonly kind: Fail2banErrorKind;
  readonly permanent: boolean;
  readonly outcome: 'not_done' | 'unknown';
  readonly pythonClass: string | null;
  constructor(message: string, { kind, permanent, outcome = 'not_done', pythonClass, cause }: Fail2banErrorOptions) {
    super(message, { cause });
    this.name = 'Fail2banError';
    this.kind = kind;
    this.permanent = permanent;
    this.outcome = outcome;
    this.pythonClass = pythonClass ?? null;
  }
}

/** Said before anything was sent. */
export const refused = (message: string): Fail2banError => new Fail2banError(message, { kind: 'refused', permanent: true });

/** An answer that does not have the form that this command's answers have. */
export const notUnderstood = (message: string, cause?: unknown): Fail2banError =>
  new Fail2banError(message, { kind: 'protocol', permanent: true, outcome: 'unknown', cause });
