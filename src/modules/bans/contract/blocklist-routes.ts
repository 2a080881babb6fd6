import { z } from 'zod';
import { pageInput, pageOf } from '../../../kernel/contract/page.ts';
import { route } from '../../../kernel/contract/route.ts';
import { Nothing } from '../../../kernel/contract/routes/shapes.ts';
import { line, WireId } from '../../../kernel/contract/wire.ts';
import { BLOCKLIST_FORMATS, Blocklist, Import, Schedule } from './blocklist-shapes.ts';
import { JailName } from './jail-routes.ts';

/** Bytes of a source; larger ones are refused. */
const LARGEST_SOURCE = 16 * 1_048_576;

const Url = z.string().trim().max(2_000);
const Cap = z.int().min(1).max(200_000);
const HostIds = z.array(WireId).max(200);

const blocklistRefusals = {
  'bans.blocklist_name_taken': 409,
  'bans.blocklist_bad_url': 422,
  'bans.blocklist_needs_column': 422,
  'bans.blocklist_needs_url': 422,
  'bans.unknown_host': 404,
  'window.unknown_zone': 422,
} as const;

export const listBlocklists = route({
  method: 'GET',
  path: '/bans/blocklists',
  summary: 'Blocklists by name',
  permission: 'bans:read',
  input: z.strictObject({ ...pageInput, siteId: WireId.optional() }),
  output: pageOf(Blocklist),
  refusals: { 'kernel.bad_cursor': 422 },
});

export const getBlocklist = route({
  method: 'GET',
  path: '/bans/blocklists/:id',
  summary: 'One blocklist',
  permission: 'bans:read',
  input: z.strictObject({ id: WireId }),
  output: Blocklist,
  refusals: { 'bans.unknown_blocklist': 404 },
  version: 'version',
});

/** Whoever saves it allows its origin, also in the private network: an administrator's matter. */
export const addBlocklist = route({
  method: 'POST',
  path: '/bans/blocklists',
  summary: 'Add a blocklist: a source whose networks are banned in a jail of some hosts',
  permission: 'bans:lists',
  site: 'siteId',
  input: z.strictObject({
    siteId: WireId.optional(),
    name: line(120),
    /** Null: its text is uploaded. */
    url: Url.nullable().default(null),
    format: z.enum(BLOCKLIST_FORMATS).default('plain'),
    /** From 1; of the format `csv`. */
    csvColumn: z.int().min(1).max(200).nullable().default(null),
    schedule: Schedule.nullable().default(null),
    jail: JailName,
    /** Empty: every host of the site that has the jail. */
    hostIds: HostIds.default([]),
    cap: Cap.default(40_000),
    applyAutomatically: z.boolean().default(false),
  }),
  output: Blocklist,
  refusals: { ...blocklistRefusals, 'bans.unknown_site': 422 },
  version: 'version',
});

export const editBlocklist = route({
  method: 'PATCH',
  path: '/bans/blocklists/:id',
  summary: 'Change a blocklist; another jail or other hosts: what stands elsewhere is taken back',
  permission: 'bans:lists',
  input: z.strictObject({
    id: WireId,
    name: line(120).optional(),
    url: Url.nullable().optional(),
    format: z.enum(BLOCKLIST_FORMATS).optional(),
    csvColumn: z.int().min(1).max(200).nullable().optional(),
    schedule: Schedule.nullable().optional(),
    jail: JailName.optional(),
    hostIds: HostIds.optional(),
    cap: Cap.optional(),
    applyAutomatically: z.boolean().optional(),
  }),
  output: Blocklist,
  refusals: { ...blocklistRefusals, 'bans.unknown_blocklist': 404 },
  version: 'version',
});

export const removeBlocklist = route({
  method: 'DELETE',
  path: '/bans/blocklists/:id',
  summary: 'Remove a blocklist and lift its bans',
  permission: 'bans:lists',
  input: z.strictObject({ id: WireId }),
  output: Nothing,
  refusals: { 'bans.unknown_blocklist': 404 },
});

/** Reads the source now and reports; with `applyAutomatically` it is applied then. Answers the report, or why there is none. */
export const fetchBlocklist = route({
  method: 'POST',
  path: '/bans/blocklists/:id/imports',
  summary: 'Read the source of a blocklist now, and report what would change',
  permission: 'bans:lists',
  input: z.strictObject({ id: WireId }),
  output: Import,
  refusals: { 'bans.unknown_blocklist': 404, 'bans.blocklist_needs_text': 422, 'bans.held': 409, 'bans.import_running': 409 },
  triesPerMinute: 20,
});

export const uploadBlocklist = route({
  method: 'POST',
  path: '/bans/blocklists/:id/text',
  summary: 'Upload the text of a blocklist, and report what would change',
  permission: 'bans:lists',
  input: z.strictObject({ id: WireId, body: z.string() }),
  body: 'text',
  bodyLimit: LARGEST_SOURCE,
  output: Import,
  refusals: { 'bans.unknown_blocklist': 404, 'bans.import_running': 409 },
  triesPerMinute: 20,
});

export const listImports = route({
  method: 'GET',
  path: '/bans/blocklists/:id/imports',
  summary: 'Imports of a blocklist, newest first',
  permission: 'bans:read',
  input: z.strictObject({ ...pageInput, id: WireId }),
  output: pageOf(Import),
  refusals: { 'kernel.bad_cursor': 422, 'bans.unknown_blocklist': 404 },
});

export const applyImport = route({
  method: 'POST',
  path: '/bans/blocklists/:id/imports/:importId/apply',
  summary: 'Apply what an import has reported',
  permission: 'bans:lists',
  status: 200,
  input: z.strictObject({ id: WireId, importId: WireId }),
  output: Import,
  refusals: { 'bans.unknown_blocklist': 404, 'bans.unknown_import': 404, 'bans.import_not_open': 409, 'bans.held': 409 },
});
