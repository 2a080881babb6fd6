import { z } from 'zod';
import { pageInput, pageOf } from '../../../kernel/contract/page.ts';
import { route } from '../../../kernel/contract/route.ts';
import { Nothing } from '../../../kernel/contract/routes/shapes.ts';
import { queryFlag, WireId } from '../../../kernel/contract/wire.ts';
import { PendingPackage } from './shapes.ts';

export const listPackages = route({
  method: 'GET',
  path: '/servers/:id/packages',
  summary: 'Pending packages of the latest readable report, security first',
  permission: 'servers:read',
  asset: 'id',
  input: z.strictObject({ ...pageInput, id: WireId, q: z.string().max(200).optional(), onlySecurity: queryFlag.optional() }),
  output: pageOf(PendingPackage),
  refusals: { 'servers.unknown': 404, 'kernel.bad_cursor': 422 },
});

export const makeReportToken = route({
  method: 'POST',
  path: '/servers/:id/report-token',
  summary: "Make the server's report token, ending the one before; its text is shown this once",
  permission: 'servers:act',
  asset: 'id',
  input: z.strictObject({
    id: WireId,
    addressRanges: z
      .array(z.union([z.cidrv4(), z.cidrv6()]))
      .min(1)
      .max(50)
      .nullable()
      .default(null),
    /** Also forget which machine the reports came from, after a server was rebuilt. */
    forgetMachine: z.boolean().default(false),
  }),
  output: z.object({ token: z.string(), hint: z.string(), reportUrl: z.string() }),
  refusals: { 'servers.unknown': 404 },
});

export const revokeReportToken = route({
  method: 'DELETE',
  path: '/servers/:id/report-token',
  summary: "Revoke the server's report token",
  permission: 'servers:act',
  asset: 'id',
  input: z.strictObject({ id: WireId }),
  output: Nothing,
  refusals: { 'servers.unknown': 404 },
});

/** Lines of text ended by `END: n`; the answer carries no command. */
export const sendReport = route({
  method: 'POST',
  path: '/servers/report',
  summary: 'What a machine says of itself, with its own token',
  permission: 'servers:report',
  input: z.strictObject({ body: z.string().max(1_048_576) }),
  output: Nothing,
  refusals: {
    'servers.unknown': 404,
    'servers.report_malformed': 422,
    'servers.report_truncated': 422,
    'servers.other_machine': 409,
  },
  body: 'text',
  bodyLimit: 1_048_576,
  // Many machines may stand behind one address; a token is looked up by one indexed read.
  triesPerMinute: 3_000,
});
