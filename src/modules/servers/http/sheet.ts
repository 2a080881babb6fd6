import { Readable } from 'node:stream';
import { sentenceOf } from '../../../kernel/contract/sentences.ts';
import { begun } from '../../../kernel/http/begun.ts';
import { Troubled } from '../../../kernel/http/problems.ts';
import { Refusal, type Served, serve, serveStream } from '../../../kernel/http/serve.ts';
import type { SiteId } from '../../../shared/ids.ts';
import type { Parts } from '../actions/parts.ts';
import { exportSheet } from '../actions/sheet/export-sheet.ts';
import { createImportSheet } from '../actions/sheet/import-sheet.ts';
import type { PlannedRow } from '../actions/sheet/planned.ts';
import type { SheetFault } from '../actions/sheet/read-sheet.ts';
import { SERVERS_SENTENCES } from '../contract/sentences.ts';
import type * as wire from '../contract/sheet-routes.ts';
import { exportServers, importServers } from '../contract/sheet-routes.ts';
import { siteOf } from './site.ts';

/** Servers as a sheet, out and in. */
export function sheetRoutes(parts: Parts): readonly Served[] {
  const importSheet = createImportSheet(parts);
  return [
    serveStream(exportServers, async ({ siteId, delimiter }, { scope }) => {
      const text = exportSheet(parts, scope, { siteId, delimiter: delimiter === 'comma' ? ',' : ';' });
      return { body: Readable.from(await begun(text)), fileName: 'servers.csv' };
    }),
    serve(importServers, async ({ csv, dryRun }, { person, scope }) => {
      const answer = await importSheet(person, { csv, siteId: siteOf(scope) as SiteId, isDryRun: dryRun });
      if (!answer.ok && answer.faults.length === 0) throw new Refusal(answer.code, answer.params);
      if (!answer.ok)
        throw new Troubled({ status: 422, code: answer.code, params: answer.params, errors: answer.faults.map(asFieldError) });
      const { rows, faults } = answer.value;
      return { isDryRun: dryRun, lines: rows.map(presentLine), faults: faults.map(presentFault) };
    }),
  ];
}

const presentLine = ({ line, row, siteName, server, changed }: PlannedRow): wire.SheetLine => ({
  line,
  name: row.name,
  site: siteName,
  outcome: server === null ? 'created' : changed.length > 0 ? 'changed' : 'unchanged',
  columns: [...changed],
});

const presentFault = ({ line, column, code, params }: SheetFault): wire.SheetFault => ({
  ...{ line, column, code },
  params: { ...params },
  message: sentenceOf(SERVERS_SENTENCES, code, params),
});

/** `line 3, owners`. */
const asFieldError = (fault: SheetFault): { path: string; message: string } => ({
  path: fault.column === null ? `line ${fault.line}` : `line ${fault.line}, ${fault.column}`,
  message: presentFault(fault).message,
});
