import { z } from 'zod';
import { RESPONSIBILITY_ROLES } from '../permission.ts';
import type { Route } from '../route.ts';
import { InstantInput, prose, WireId } from '../wire.ts';
import { type Maintenance, Responsible } from './shapes.ts';

/** Who answers for an asset from now on: a user or a team; exactly one of the two is said. */
export const AddPersonInput = z.strictObject({
  id: WireId,
  userId: WireId.optional(),
  teamId: WireId.optional(),
  role: z.enum(RESPONSIBILITY_ROLES),
});
export const AddPersonOutput = z.object({ responsibles: z.array(Responsible) });

/** A module's route that makes somebody responsible for one of its assets. */
export type AddPersonRoute = Route<typeof AddPersonInput, typeof AddPersonOutput>;

export const addPersonRefusals = {
  'assets.unknown_user': 422,
  'assets.out_of_sight': 422,
  'assets.one_person': 422,
  'assets.last_owner': 409,
} as const;

/** Of a module's route that ends somebody's responsibility. */
export const removePersonRefusals = { 'assets.not_responsible': 404, 'assets.last_owner': 409 } as const;

/** Maintenance of an asset; without a start it starts now. */
export const StartMaintenanceInput = z.strictObject({
  id: WireId,
  startsAt: InstantInput.optional(),
  endsAt: InstantInput,
  reason: prose(500).pipe(z.string().min(3)),
});

/** A module's route that declares maintenance of one of its assets. */
export type StartMaintenanceRoute = Route<typeof StartMaintenanceInput, typeof Maintenance>;

export const startMaintenanceRefusals = {
  'assets.maintenance_backwards': 422,
  'assets.maintenance_past': 422,
  'assets.maintenance_too_long': 422,
} as const;
