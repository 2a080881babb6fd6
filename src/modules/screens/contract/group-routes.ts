import { z } from 'zod';
import { route } from '../../../kernel/contract/route.ts';
import { Nothing } from '../../../kernel/contract/routes/shapes.ts';
import { line, prose, WireId } from '../../../kernel/contract/wire.ts';
import { Group } from './screen-shapes.ts';

const Colour = z
  .string()
  .regex(/^#[0-9a-f]{6}$/i, 'This is not a colour such as #1c7ed6.')
  .toLowerCase();

export const listGroups = route({
  method: 'GET',
  path: '/screens/groups',
  summary: 'Groups of screens, site by site in their order',
  permission: 'screens:read',
  input: z.strictObject({ siteId: WireId.optional() }),
  output: z.object({ items: z.array(Group) }),
  refusals: {},
});

export const addGroup = route({
  method: 'POST',
  path: '/screens/groups',
  summary: 'Make a group of screens; it comes last',
  permission: 'screens:manage',
  site: 'siteId',
  input: z.strictObject({
    name: line(120),
    description: prose(2_000).default(''),
    colour: Colour.default('#868e96'),
    isActive: z.boolean().default(true),
    siteId: WireId.optional(),
  }),
  output: Group,
  refusals: { 'screens.group_name_taken': 409, 'screens.unknown_site': 422 },
});

export const editGroup = route({
  method: 'PATCH',
  path: '/screens/groups/:id',
  summary: 'Change a group of screens; its number stays',
  permission: 'screens:manage',
  input: z.strictObject({
    id: WireId,
    name: line(120).optional(),
    description: prose(2_000).optional(),
    colour: Colour.optional(),
    isActive: z.boolean().optional(),
  }),
  output: Group,
  refusals: { 'screens.unknown_group': 404, 'screens.group_name_taken': 409 },
  version: 'version',
});

export const archiveGroup = route({
  method: 'DELETE',
  path: '/screens/groups/:id',
  summary: 'Archive a group that no screen is in',
  permission: 'screens:manage',
  input: z.strictObject({ id: WireId }),
  output: Nothing,
  refusals: { 'screens.unknown_group': 404, 'screens.group_in_use': 409 },
});

export const orderGroups = route({
  method: 'POST',
  path: '/screens/groups/order',
  summary: 'Put the groups of one site into this order; those that are not named come behind, as they were',
  permission: 'screens:manage',
  site: 'siteId',
  input: z.strictObject({ siteId: WireId.optional(), ids: z.array(WireId).min(1).max(1_000) }),
  output: z.object({ items: z.array(Group) }),
  refusals: { 'screens.unknown_group': 404 },
  status: 200,
});
