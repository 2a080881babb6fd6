import { z } from 'zod';
import { route } from '../../../kernel/contract/route.ts';
import { line, WireId, WireInstant } from '../../../kernel/contract/wire.ts';
import { Decision } from './shapes.ts';

/** `allowed` stands first: the shell client looks at the beginning of the answer. */
export const GateAnswer = z
  .object({
    allowed: z.boolean(),
    answer: Decision.shape.answer,
    /** One or two plain English sentences, for the log of whatever asked. */
    sentence: z.string(),
    nextAllowedAt: WireInstant.nullable(),
    action: z.enum(['update', 'reboot']),
    at: WireInstant,
    server: z.object({ id: WireId, name: z.string(), site: z.string() }),
    reasons: Decision.shape.reasons,
  })
  .meta({ id: 'GateAnswer' });

/** A hook knows its machine by name rather than by an id: its name counts, else its host name, where only one server has it. */
export const askGate = route({
  method: 'GET',
  path: '/servers/:id/gate',
  summary: 'Whether an update or a reboot of a server may start now; the id may also be its name or host name',
  permission: 'servers:read',
  input: z.strictObject({ id: line(253), action: z.enum(['update', 'reboot']) }),
  output: GateAnswer,
  refusals: { 'servers.unknown': 404, 'servers.ambiguous_name': 409 },
});
