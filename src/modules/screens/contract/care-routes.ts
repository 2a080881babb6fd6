import { z } from 'zod';
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
import { WireId } from '../../../kernel/contract/wire.ts';

export const addScreenPerson = route({
  method: 'POST',
  path: '/screens/:id/people',
  summary: 'Make a user or a team responsible for a screen, or change the role',
  permission: 'screens:manage',
  asset: 'id',
  input: AddPersonInput,
  output: AddPersonOutput,
  refusals: { 'screens.unknown_screen': 404, ...addPersonRefusals },
});

export const removeScreenPerson = route({
  method: 'DELETE',
  path: '/screens/:id/people/:personId',
  summary: 'Take a user or a team (by its id) off a screen; the last owner stays',
  permission: 'screens:manage',
  asset: 'id',
  input: z.strictObject({ id: WireId, personId: WireId }),
  output: Nothing,
  refusals: { 'screens.unknown_screen': 404, ...removePersonRefusals },
});

export const startScreenMaintenance = route({
  method: 'POST',
  path: '/screens/:id/maintenance',
  summary: 'Declare maintenance; what is found on the screen is muted, not lost',
  permission: 'screens:maintain',
  asset: 'id',
  input: StartMaintenanceInput,
  output: Maintenance,
  refusals: { 'screens.unknown_screen': 404, ...startMaintenanceRefusals },
});

export const endScreenMaintenance = route({
  method: 'DELETE',
  path: '/screens/:id/maintenance',
  summary: 'End running and planned maintenance',
  permission: 'screens:maintain',
  asset: 'id',
  input: z.strictObject({ id: WireId }),
  output: Nothing,
  refusals: { 'screens.unknown_screen': 404 },
});
