export type HostErrorKind =
  /** Nothing answers there, or the connection broke. */
  | 'unreachable'
  /** The account was refused. */
  | 'sign_in_refused'
  /** No person has confirmed the key that the host shows. */
  | 'key_unconfirmed'
  /** The host shows another key than the confirmed one. */
  | 'key_changed'
  /** Nothing answers at fail2ban's control socket. */
  | 'not_running'
  | 'timeout'
  | 'no_program'
  | 'not_permitted'
  | 'no_such_file'
  | 'too_large'
  /** Something answered, and cannot be understood. */
  | 'bad_answer';

/** What a host, or the way to it, answered instead of what was asked. */
export class HostError extends Error {
  readonly kind: HostErrorKind;
  /** Trying again cannot help. */
  readonly permanent: boolean;
  constructor(kind: HostErrorKind, message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'HostError';
    this.kind = kind;
    this.permanent = kind !== 'unreachable' && kind !== 'timeout' && kind !== 'not_running';
  }
}
