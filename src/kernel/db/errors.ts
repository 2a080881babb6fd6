import { DatabaseError } from 'pg';

/** SQLSTATE of PostgreSQL, appendix A. */
const UNIQUE_VIOLATION = '23505';
const EXCLUSION_VIOLATION = '23P01';
const FOREIGN_KEY_VIOLATION = '23503';

/** Whether a row would have been there twice. `constraint`: the name of the index, where a table has several. */
export const isUniqueViolation = (error: unknown, constraint?: string): boolean => violates(error, UNIQUE_VIOLATION, constraint);

/** Whether two rows would overlap that must lie apart. */
export const isExclusionViolation = (error: unknown, constraint?: string): boolean => violates(error, EXCLUSION_VIOLATION, constraint);

/** Whether a row points to one that is not there, or one that is pointed to would go. */
export const isForeignKeyViolation = (error: unknown, constraint?: string): boolean => violates(error, FOREIGN_KEY_VIOLATION, constraint);

function violates(error: unknown, code: string, constraint: string | undefined): boolean {
  return error instanceof DatabaseError && error.code === code && (constraint === undefined || error.constraint === constraint);
}

/** Not there, going down, starting up, or full: class 08, 57P01–57P03, 53300. */
const AWAY_STATES = /^(?:08...|57P0[1-3]|53300)$/;

const AWAY_ERRNOS = ['ECONNREFUSED', 'ECONNRESET', 'ENOENT', 'EPIPE', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH', 'ENOTFOUND', 'EAI_AGAIN'];

const SOCKET_CALLS = ['connect', 'read', 'write', 'getaddrinfo'];

/** What pg and pg-pool say without a code. */
const AWAY_WORDS =
  /Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|Cannot use a pool after/;

/** Whether the database could not be reached, as opposed to having answered no: the request may be tried again (503). */
export function isDatabaseAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error instanceof DatabaseError) return error.code !== undefined && AWAY_STATES.test(error.code);
  if (error instanceof AggregateError) return error.errors.some(isDatabaseAway);
  return isBrokenSocket(error) || AWAY_WORDS.test(error.message);
}

/** `syscall` tells a socket that is not there from a file that is not there. */
const isBrokenSocket = (error: Error & { syscall?: unknown; code?: unknown }): boolean =>
  SOCKET_CALLS.some((call) => call === error.syscall) && AWAY_ERRNOS.some((errno) => errno === error.code);
