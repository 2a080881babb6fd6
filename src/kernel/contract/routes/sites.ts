import { z } from 'zod';
import { route } from '../route.ts';
import { line, prose, WireId } from '../wire.ts';
import { Nothing, PersonRef } from './shapes.ts';

export const Site = z
  .object({
    id: WireId,
    name: z.string(),
    timeZone: z.string(),
    notes: z.string(),
    contact: PersonRef.nullable(),
    isDefault: z.boolean(),
    version: z.int(),
  })
  .meta({ id: 'Site' });

export const listSites = route({
  method: 'GET',
  path: '/sites',
  summary: 'Sites that the caller may see',
  permission: 'sites:read',
  input: z.strictObject({}),
  output: z.object({ items: z.array(Site) }),
  refusals: {},
});

const refusals = { 'sites.name_taken': 409, 'sites.unknown_zone': 422, 'sites.unknown_contact': 422 } as const;

export const addSite = route({
  method: 'POST',
  path: '/sites',
  summary: 'Create a site',
  permission: 'sites:manage',
  input: z.strictObject({
    name: line(120),
    timeZone: z.string().max(60).optional(),
    notes: prose(4_000).default(''),
    contactUserId: WireId.nullable().default(null),
  }),
  output: Site,
  refusals,
});

export const editSite = route({
  method: 'PATCH',
  path: '/sites/:id',
  summary: 'Change a site',
  permission: 'sites:manage',
  input: z.strictObject({
    id: WireId,
    name: line(120).optional(),
    timeZone: z.string().max(60).optional(),
    notes: prose(4_000).optional(),
    contactUserId: WireId.nullable().optional(),
  }),
  output: Site,
  refusals: { ...refusals, 'sites.unknown': 404 },
  version: 'version',
});

export const archiveSite = route({
  method: 'DELETE',
  path: '/sites/:id',
  summary: 'Archive a site that holds no assets any more',
  permission: 'sites:manage',
  input: z.strictObject({ id: WireId }),
  output: Nothing,
  refusals: { 'sites.unknown': 404, 'sites.in_use': 409, 'sites.is_default': 409 },
});
