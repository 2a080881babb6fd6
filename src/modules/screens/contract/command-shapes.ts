import { z } from 'zod';
import { Named } from '../../../kernel/contract/routes/shapes.ts';
import { WireId, WireInstant } from '../../../kernel/contract/wire.ts';
import { COMMAND_ACTIONS, COMMAND_STATUSES, COMMAND_STEPS } from '../domain/command/states.ts';
import { STEP_REASONS } from '../domain/command/story.ts';

export const Command = z
  .object({
    /** The `command_id` by which the player knows it. */
    id: WireId,
    screen: Named,
    siteId: WireId,
    action: z.enum(COMMAND_ACTIONS),
    status: z.enum(COMMAND_STATUSES),
    /** Since when it has this status. */
    since: WireInstant,
    /** The step at which it was overrun; null: it is not. */
    timedOutAt: z.enum(COMMAND_STEPS).nullable(),
    reason: z.string().nullable(),
    /** Null: the console by itself. */
    requestedBy: z.string().nullable(),
    issuedAt: WireInstant,
    /** The player refuses it from then on. */
    expiresAt: WireInstant,
    publishedAt: WireInstant.nullable(),
    ackedAt: WireInstant.nullable(),
    executionStartedAt: WireInstant.nullable(),
    completedAt: WireInstant.nullable(),
    failedAt: WireInstant.nullable(),
    errorCode: z.string().nullable(),
    /** In the words of the player, or of the broker. */
    errorMessage: z.string().nullable(),
    updatedAt: WireInstant,
    canCancel: z.boolean(),
  })
  .meta({ id: 'ScreenCommand' });
export type Command = z.infer<typeof Command>;

export const CommandStep = z
  .object({
    at: WireInstant,
    status: z.enum(COMMAND_STATUSES),
    /** What brought it there. */
    because: z.enum(STEP_REASONS),
    /** Null: no person. */
    by: z.string().nullable(),
    detail: z.string().nullable(),
  })
  .meta({ id: 'ScreenCommandStep' });

/** A command with its story, as it happened. */
export const CommandDetail = Command.extend({ steps: z.array(CommandStep) }).meta({ id: 'ScreenCommandDetail' });
export type CommandDetail = z.infer<typeof CommandDetail>;
