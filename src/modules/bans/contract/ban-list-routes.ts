import { z } from 'zod';
import { pageInput, pageOf } from '../../../kernel/contract/page.ts';
import { route } from '../../../kernel/contract/route.ts';
import { WireId } from '../../../kernel/contract/wire.ts';
import { Ban, banFilterInput } from './ban-shapes.ts';

/** Newest or oldest first. */
export const BAN_SORTS = ['-at', 'at'] as const;
const sortInput = { sort: z.enum(BAN_SORTS).default('-at') };

export const listBans = route({
  method: 'GET',
  path: '/bans',
  summary: 'Bans of the archive',
  permission: 'bans:read',
  input: z.strictObject({ ...pageInput, ...banFilterInput, ...sortInput }),
  output: pageOf(Ban),
  refusals: { 'kernel.bad_cursor': 422 },
});

/** Below `archive`, because `/bans/:ip` is an order's. */
export const getBan = route({
  method: 'GET',
  path: '/bans/archive/:id',
  summary: 'One ban, with the lines of the log that it was for',
  permission: 'bans:read',
  input: z.strictObject({ id: WireId }),
  /** Null: none were read, or their days are over. */
  output: Ban.extend({ lines: z.array(z.string()).nullable() }).meta({ id: 'BanWithLines' }),
  refusals: { 'bans.unknown_ban': 404 },
});

/** Columns of a sheet of bans, in the order in which they are written. */
export const BAN_COLUMNS = [
  'at',
  'host',
  'site',
  'jail',
  'address',
  'provenance',
  'country',
  'asn',
  'organisation',
  'failures',
  'banCount',
  'durationSeconds',
  'endsAt',
  'endedAt',
  'endedHow',
  'by',
  'note',
] as const;

export const exportBansCsv = route({
  method: 'GET',
  path: '/bans/export.csv',
  summary: 'Bans as a CSV sheet',
  permission: 'bans:read',
  input: z.strictObject({ ...banFilterInput, ...sortInput, delimiter: z.enum(['comma', 'semicolon']).default('comma') }),
  output: z.string(),
  refusals: {},
  mediaType: 'text/csv; charset=utf-8; header=present',
});

export const exportBansJson = route({
  method: 'GET',
  path: '/bans/export.json',
  summary: 'Bans as one JSON array',
  permission: 'bans:read',
  input: z.strictObject({ ...banFilterInput, ...sortInput }),
  output: z.array(Ban),
  refusals: {},
  mediaType: 'application/json; charset=utf-8',
});
