import { z } from 'zod';
import { route } from '../../../kernel/contract/route.ts';
import { WireId } from '../../../kernel/contract/wire.ts';
import { SHEET_COLUMNS } from '../domain/sheet.ts';

/** A place of the sheet that cannot be taken, with its sentence. */
export const SheetFault = z
  .object({
    /** From 1, the headings' own. */
    line: z.int(),
    column: z.string().nullable(),
    code: z.string(),
    params: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
    message: z.string(),
  })
  .meta({ id: 'SheetFault' });
export type SheetFault = z.infer<typeof SheetFault>;

/** What becomes of one line. */
export const SheetLine = z
  .object({
    line: z.int(),
    name: z.string(),
    site: z.string(),
    outcome: z.enum(['created', 'changed', 'unchanged']),
    /** Columns that say something new. */
    columns: z.array(z.enum(SHEET_COLUMNS)),
  })
  .meta({ id: 'SheetLine' });
export type SheetLine = z.infer<typeof SheetLine>;

export const exportServers = route({
  method: 'GET',
  path: '/servers/export.csv',
  summary: 'Servers as a CSV sheet, which can be imported again',
  permission: 'servers:read',
  input: z.strictObject({ siteId: WireId.optional(), delimiter: z.enum(['comma', 'semicolon']).default('comma') }),
  output: z.string(),
  refusals: {},
  mediaType: 'text/csv; charset=utf-8; header=present',
});

/** Longest sheet, in characters. */
const MOST_TEXT = 4_000_000;

export const importServers = route({
  method: 'POST',
  path: '/servers/import',
  summary: 'Create and change servers by a CSV sheet: all of it or nothing; a dry run unless told otherwise',
  permission: 'servers:create',
  site: 'siteId',
  input: z.strictObject({
    csv: z.string().max(MOST_TEXT),
    dryRun: z.boolean().default(true),
    /** The site of lines that name none. */
    siteId: WireId.optional(),
  }),
  output: z.object({ isDryRun: z.boolean(), lines: z.array(SheetLine), faults: z.array(SheetFault) }),
  refusals: { 'servers.sheet_faulty': 422, 'servers.unknown_site': 422 },
  // A change of many servers, not something new with an address.
  status: 200,
  bodyLimit: 9_000_000,
});
