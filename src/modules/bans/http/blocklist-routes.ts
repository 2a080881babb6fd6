import { WHOLE_ESTATE } from '../../../kernel/contract/access.ts';
import { orRefuse, type Served, serve } from '../../../kernel/http/serve.ts';
import { isAfter, toWire } from '../../../shared/time.ts';
import { createApplyImport } from '../actions/blocklists/apply.ts';
import { createAddBlocklist, createEditBlocklist, createRemoveBlocklist } from '../actions/blocklists/edit.ts';
import { createImport } from '../actions/blocklists/import.ts';
import type { ListParts } from '../actions/blocklists/parts.ts';
import { type BlocklistView, createBlocklistQueries, type ImportView } from '../actions/blocklists/queries.ts';
import * as contract from '../contract/blocklist-routes.ts';
import type { Blocklist, Import } from '../contract/blocklist-shapes.ts';

/** Blocklists and their imports. */
export function blocklistRoutes(parts: ListParts): readonly Served[] {
  const queries = createBlocklistQueries(parts);
  const [add, edit, remove] = [createAddBlocklist(parts), createEditBlocklist(parts), createRemoveBlocklist(parts)];
  const [readSource, apply] = [createImport(parts), createApplyImport(parts)];
  const present = (row: BlocklistView): Blocklist => presentBlocklist(row, parts.clock.now());
  return [
    serve(contract.listBlocklists, async ({ cursor, limit, ...filter }, { scope }) => {
      const { items, nextCursor } = await queries.list(scope, filter, { cursor, limit });
      return { items: items.map(present), nextCursor };
    }),
    serve(contract.getBlocklist, async ({ id }, { scope }) => present(orRefuse(await queries.get(scope, id)))),
    serve(contract.addBlocklist, async ({ siteId: _named, ...input }, { actor, scope }) =>
      present(orRefuse(await add(actor, WHOLE_ESTATE, scope[0]?.siteId ?? null, input))),
    ),
    serve(contract.editBlocklist, async (input, { actor, scope, ifMatch }) =>
      present(orRefuse(await edit(actor, scope, { ...input, version: ifMatch }))),
    ),
    serve(contract.removeBlocklist, async ({ id }, { actor, scope }) => orRefuse(await remove(actor, scope, id))),
    serve(contract.fetchBlocklist, async ({ id }, { actor, scope }) => {
      orRefuse(await queries.get(scope, id));
      return presentImport(orRefuse(await readSource(actor, { id, isByHand: true })));
    }),
    serve(contract.uploadBlocklist, async ({ id, body }, { actor, scope }) => {
      orRefuse(await queries.get(scope, id));
      const text = { bytes: new TextEncoder().encode(body), contentType: 'text/plain', etag: null, lastModified: null };
      return presentImport(orRefuse(await readSource(actor, { id, isByHand: true }, text)));
    }),
    serve(contract.listImports, async ({ id, cursor, limit }, { scope }) => {
      const { items, nextCursor } = orRefuse(await queries.imports(scope, id, { cursor, limit }));
      return { items: items.map(presentImport), nextCursor };
    }),
    serve(contract.applyImport, async (ids, { actor, scope }) => presentImport(orRefuse(await apply(actor, scope, ids)))),
  ];
}

const presentImport = (row: ImportView): Import => ({
  ...{ id: row.id, blocklistId: row.blocklistId, state: row.state, at: row.at.toString(), by: row.by, finishedAt: toWire(row.finishedAt) },
  ...{ lines: row.lines, entries: row.entries, duplicates: row.duplicates, networks: row.networks, addresses: row.addresses },
  ...{ added: row.added, removed: row.removed, unchanged: row.unchanged, done: row.done, total: row.total, errandId: row.errandId },
  refused: row.refused.map(({ why, count, samples }) => ({ why, count, samples: samples.map((sample) => ({ ...sample })) })),
  ...{ fault: row.fault, faultParams: { ...row.faultParams } },
});

const presentBlocklist = (row: BlocklistView, now: Temporal.Instant): Blocklist => ({
  ...{ id: row.id, name: row.name, site: row.site, url: row.url, format: row.format, csvColumn: row.csvColumn, jail: row.jail },
  ...{ schedule: row.schedule, hosts: [...row.hosts], cap: row.cap, applyAutomatically: row.appliesItself },
  ...{ nextImportAt: toWire(row.nextImportAt), lastGoodAt: toWire(row.lastGoodAt), networks: row.networks, version: row.version },
  isStale: row.staleAt !== null && !isAfter(row.staleAt, now),
  placed: row.placed.map(({ host, placed, pending, failure, failureDetail }) => ({ host, placed, pending, failure, failureDetail })),
  lastImport: row.lastImport === null ? null : presentImport(row.lastImport),
});
