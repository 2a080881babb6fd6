import { z } from 'zod';
import { ACK_STATUSES, COMMAND_ACTIONS } from '../../domain/command/states.ts';
import { WireZ } from './instant.ts';

/** `infoscreen/{uuid}/commands`: what the console asks of a player. No extra keys. */
export const CommandMessage = z.strictObject({
  schema_version: z.literal('1.0'),
  command_id: z.uuid(),
  client_uuid: z.uuid(),
  action: z.enum(COMMAND_ACTIONS),
  issued_at: WireZ,
  expires_at: WireZ,
  /** The user's number; null: the console by itself. */
  requested_by: z.int().min(1).nullable(),
  reason: z.string().max(2_000).nullable(),
});
export type CommandMessage = z.infer<typeof CommandMessage>;

const Code = z.string().max(128).nullable().default(null);
const Text = z.string().max(4_000).nullable().default(null);
const isSaid = (text: string | null): boolean => text !== null && text.trim() !== '';

/** `infoscreen/{uuid}/commands/ack`: what the player says of a command. No extra keys; a failure says which and why. */
export const AckMessage = z
  .strictObject({ command_id: z.uuid(), status: z.enum(ACK_STATUSES), error_code: Code, error_message: Text })
  .refine(({ status, error_code, error_message }) => status !== 'failed' || (isSaid(error_code) && isSaid(error_message)), {
    error: 'With failed, error_code and error_message must not be empty.',
  });
export type AckMessage = z.infer<typeof AckMessage>;

/** `clients/{uuid}/restart`: what players before the command contract understand. */
export const LegacyRestart = z.strictObject({ action: z.literal('restart') });
