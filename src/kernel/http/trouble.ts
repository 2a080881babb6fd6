import { DatabaseError } from 'pg';
import { GENERAL_REFUSALS } from '../contract/problem.ts';
import type { Route } from '../contract/route.ts';
import { isDatabaseAway } from '../db/errors.ts';
import { generalTrouble, type Trouble, Troubled } from './problems.ts';
import { Refusal } from './serve.ts';

/** What an error thrown while answering means for the caller; null: it is a bug of ours. */
export function troubleOf(error: unknown, route: Route | null): Trouble | null {
  if (error instanceof Troubled) return error.trouble;
  if (error instanceof Refusal) return refusalTrouble(error, route);
  if (isDatabaseAway(error)) return generalTrouble('kernel.database_unavailable');
  return error instanceof DatabaseError ? statementTrouble(error) : requestTrouble(error);
}

/** Null where neither the contract nor the general table knows the code: then the contract has a hole. */
function refusalTrouble({ code, params }: Refusal, route: Route | null): Trouble | null {
  const general: Readonly<Record<string, number>> = GENERAL_REFUSALS;
  const status = route?.refusals[code] ?? general[code];
  return status === undefined ? null : { status, code, params };
}

/** SQLSTATE (PostgreSQL, appendix A): statement timeout, lock timeout, deadlock, serialisation. Nothing was written. */
const BUSY = ['57014', '55P03', '40P01', '40001'];
/** Of the database, not of the console: the statement was rolled back (SQLSTATE disk_full). */
const DISK_FULL = '53100';
/** Text that PostgreSQL cannot hold, such as NUL: the last net below the contracts. */
const UNSTORABLE = ['22021', '22P05'];

function statementTrouble({ code = '' }: DatabaseError): Trouble | null {
  if (BUSY.includes(code)) return generalTrouble('kernel.busy');
  if (code === DISK_FULL) return generalTrouble('kernel.disk_full');
  return UNSTORABLE.includes(code) ? generalTrouble('kernel.bad_input') : null;
}

/** Fastify's codes for requests that it could not read. */
const REQUEST_CODES: Readonly<Record<string, keyof typeof GENERAL_REFUSALS>> = {
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'kernel.media_type',
  FST_ERR_CTP_BODY_TOO_LARGE: 'kernel.too_large',
  FST_ERR_MAX_PARAM_LENGTH: 'kernel.not_found',
};

function requestTrouble(error: unknown): Trouble | null {
  if (!(error instanceof Error)) return null;
  const known = 'code' in error && typeof error.code === 'string' ? REQUEST_CODES[error.code] : undefined;
  if (known !== undefined) return generalTrouble(known);
  const status = 'statusCode' in error ? error.statusCode : null;
  return typeof status === 'number' && status >= 400 && status < 500 ? { ...generalTrouble('kernel.malformed'), status } : null;
}
