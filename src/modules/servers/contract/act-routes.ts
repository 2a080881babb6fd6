import { z } from 'zod';
import { pageInput, pageOf } from '../../../kernel/contract/page.ts';
import { route } from '../../../kernel/contract/route.ts';
import {
  AddPersonInput,
  AddPersonOutput,
  addPersonRefusals,
  removePersonRefusals,
  StartMaintenanceInput,
  startMaintenanceRefusals,
} from '../../../kernel/contract/routes/responsible.ts';
import { Maintenance, Nothing } from '../../../kernel/contract/routes/shapes.ts';
import { InstantInput, prose, WireId } from '../../../kernel/contract/wire.ts';
import { ServerDetail, UpdateRecord } from './shapes.ts';

export const addResponsible = route({
  method: 'POST',
  path: '/servers/:id/users',
  summary: 'Make a user or a team responsible for a server, or change the role',
  permission: 'servers:edit',
  asset: 'id',
  input: AddPersonInput,
  output: AddPersonOutput,
  refusals: { 'servers.unknown': 404, ...addPersonRefusals },
});

export const removeResponsible = route({
  method: 'DELETE',
  path: '/servers/:id/users/:userId',
  summary: 'Take a user or a team (by its id) off a server; the last owner stays',
  permission: 'servers:edit',
  asset: 'id',
  input: z.strictObject({ id: WireId, userId: WireId }),
  output: Nothing,
  refusals: { 'servers.unknown': 404, ...removePersonRefusals },
});

const actRefusals = {
  'servers.unknown': 404,
  service_window_risky: 409,
  /** The risk was confirmed, and now waits for a second person. `approvalId`, `expiresAt` */
  'servers.second_person_needed': 409,
  'servers.no_second_person': 409,
} as const;

export const markUpdated = route({
  method: 'POST',
  path: '/servers/:id/updates',
  summary: 'Say that a server was updated, now or at a past instant',
  permission: 'servers:act',
  asset: 'id',
  input: z.strictObject({
    id: WireId,
    at: InstantInput.optional(),
    note: prose(2_000).default(''),
    confirmRisky: z.boolean().default(false),
  }),
  output: ServerDetail,
  refusals: { ...actRefusals, 'servers.updated_in_future': 422 },
});

export const markRebooted = route({
  method: 'POST',
  path: '/servers/:id/reboots',
  summary: 'Say that a server was rebooted, now or at a past instant',
  permission: 'servers:act',
  asset: 'id',
  input: z.strictObject({ id: WireId, at: InstantInput.optional(), confirmRisky: z.boolean().default(false) }),
  output: ServerDetail,
  refusals: { ...actRefusals, 'servers.rebooted_in_future': 422 },
});

export const listUpdates = route({
  method: 'GET',
  path: '/servers/:id/updates',
  summary: 'Update records of a server, newest first',
  permission: 'servers:read',
  asset: 'id',
  input: z.strictObject({ ...pageInput, id: WireId }),
  output: pageOf(UpdateRecord),
  refusals: { 'servers.unknown': 404, 'kernel.bad_cursor': 422 },
});

export const startMaintenance = route({
  method: 'POST',
  path: '/servers/:id/maintenance',
  summary: 'Declare maintenance; the findings of the server are muted, not lost',
  permission: 'servers:act',
  asset: 'id',
  input: StartMaintenanceInput,
  output: Maintenance,
  refusals: { 'servers.unknown': 404, ...startMaintenanceRefusals },
});

export const endMaintenance = route({
  method: 'DELETE',
  path: '/servers/:id/maintenance',
  summary: 'End running and planned maintenance',
  permission: 'servers:act',
  asset: 'id',
  input: z.strictObject({ id: WireId }),
  output: Nothing,
  refusals: { 'servers.unknown': 404 },
});
