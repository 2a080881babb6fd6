import { HostError, type HostErrorKind } from './host-error.ts';

/** What the system calls a fault, by errno's name. */
const BY_ERRNO: Readonly<Record<string, HostErrorKind>> = {
  ENOENT: 'no_such_file',
  ENOTDIR: 'no_such_file',
  EACCES: 'not_permitted',
  EPERM: 'not_permitted',
  EROFS: 'not_permitted',
  EEXIST: 'not_permitted',
  ELOOP: 'not_permitted',
  ENOSPC: 'not_permitted',
};

/** Status codes of SFTP: draft-ietf-secsh-filexfer-02, section 7. */
const BY_SFTP: Readonly<Record<number, HostErrorKind>> = {
  2: 'no_such_file',
  3: 'not_permitted',
  4: 'not_permitted',
  6: 'unreachable',
  7: 'unreachable',
};

/** A fault of reading or writing a file as our own. */
export function fileFault(cause: unknown, path: string): HostError {
  if (cause instanceof HostError) return cause;
  const kind = kindOf(codeOf(cause));
  return new HostError(kind, `${path}: ${messageOf(cause)}`, cause);
}

const kindOf = (code: string | number | null): HostErrorKind => {
  if (typeof code === 'number') return BY_SFTP[code] ?? 'bad_answer';
  return code === null ? 'bad_answer' : (BY_ERRNO[code] ?? 'bad_answer');
};

export function codeOf(cause: unknown): string | number | null {
  if (typeof cause !== 'object' || cause === null || !('code' in cause)) return null;
  return typeof cause.code === 'string' || typeof cause.code === 'number' ? cause.code : null;
}

export const messageOf = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause));
