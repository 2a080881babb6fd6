import { z } from 'zod';
import { RESPONSIBILITY_ROLES } from '../permission.ts';
import { WireId, WireInstant } from '../wire.ts';

/** Small shapes that many routes share. */
export const Named = z.object({ id: WireId, name: z.string() });

export const PersonRef = z.object({ userId: WireId, username: z.string(), displayName: z.string() }).meta({ id: 'PersonRef' });

/** Somebody who answers for an asset: a user or a team. */
export const Responsible = z
  .object({
    userId: WireId.nullable(),
    teamId: WireId.nullable(),
    /** The user's name, or the team's. */
    username: z.string(),
    role: z.enum(RESPONSIBILITY_ROLES),
  })
  .meta({ id: 'Responsible' });
export type Responsible = z.infer<typeof Responsible>;

export const Maintenance = z
  .object({ id: WireId, startsAt: WireInstant, endsAt: WireInstant, reason: z.string(), by: z.string().nullable() })
  .meta({ id: 'Maintenance' });

/** Answers without a body. */
export const Nothing = z.null();
