import { z } from 'zod';
import { pageInput, pageOf } from '../page.ts';
import { route } from '../route.ts';
import { commaList, line, prose, WireId, WireInstant } from '../wire.ts';
import { Maintenance, Named, Nothing, Responsible } from './shapes.ts';

export const Asset = z
  .object({
    id: WireId,
    module: z.string(),
    kind: z.string(),
    name: z.string(),
    site: Named,
    machine: Named.nullable(),
    tags: z.array(z.string()),
    notes: z.string(),
    responsibles: z.array(Responsible),
    maintenance: Maintenance.nullable(),
    version: z.int(),
  })
  .meta({ id: 'Asset' });

/** The search behind the command palette, too: any asset by name, host name, address or tag. */
export const listAssets = route({
  method: 'GET',
  path: '/assets',
  summary: 'Assets of every module that the caller may see',
  permission: 'assets:read',
  input: z.strictObject({
    ...pageInput,
    q: z.string().max(200).optional(),
    kind: commaList(z.string().max(40)).optional(),
    siteId: WireId.optional(),
    machineId: WireId.optional(),
  }),
  output: pageOf(Asset),
  refusals: { 'kernel.bad_cursor': 422 },
});

/** For links that know an asset's id only, and for the version that a change is based on. */
export const getAsset = route({
  method: 'GET',
  path: '/assets/:id',
  summary: 'One asset of any module',
  permission: 'assets:read',
  asset: 'id',
  input: z.strictObject({ id: WireId }),
  output: Asset,
  refusals: { 'assets.unknown': 404 },
  version: 'version',
});

export const editAsset = route({
  method: 'PATCH',
  path: '/assets/:id',
  summary: 'Change tags and notes of an asset',
  permission: 'assets:edit',
  asset: 'id',
  input: z.strictObject({ id: WireId, tags: z.array(line(60)).max(50).optional(), notes: prose(10_000).optional() }),
  output: Asset,
  refusals: { 'assets.unknown': 404 },
  version: 'version',
});

export const LinkSuggestion = z
  .object({
    assetId: WireId,
    otherAsset: z.object({ id: WireId, name: z.string(), kind: z.string(), module: z.string() }),
    because: z.enum(['host_name', 'address', 'machine_hash']),
    suggestedAt: WireInstant,
  })
  .meta({ id: 'LinkSuggestion' });

export const listLinkSuggestions = route({
  method: 'GET',
  path: '/assets/:id/link-suggestions',
  summary: 'Other assets that look like the same machine',
  permission: 'assets:read',
  asset: 'id',
  input: z.strictObject({ id: WireId }),
  output: z.object({ items: z.array(LinkSuggestion) }),
  refusals: { 'assets.unknown': 404 },
});

export const confirmLink = route({
  method: 'POST',
  path: '/assets/:id/link',
  summary: 'Say that two assets are one machine',
  permission: 'assets:edit',
  asset: 'id',
  input: z.strictObject({ id: WireId, otherAssetId: WireId }),
  output: Asset,
  refusals: { 'assets.unknown': 404, 'assets.other_site': 409 },
  status: 200,
});

export const refuseLink = route({
  method: 'POST',
  path: '/assets/:id/refuse-link',
  summary: 'Say that two assets are different machines; not suggested again',
  permission: 'assets:edit',
  asset: 'id',
  input: z.strictObject({ id: WireId, otherAssetId: WireId }),
  output: Nothing,
  refusals: { 'assets.unknown': 404 },
});

export const unlinkAsset = route({
  method: 'DELETE',
  path: '/assets/:id/link',
  summary: 'Take an asset off its machine',
  permission: 'assets:edit',
  asset: 'id',
  input: z.strictObject({ id: WireId }),
  output: Asset,
  refusals: { 'assets.unknown': 404 },
});
