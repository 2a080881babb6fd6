import { z } from 'zod';
import { route } from '../../../kernel/contract/route.ts';
import { Named, Nothing } from '../../../kernel/contract/routes/shapes.ts';
import { InstantInput, line, WireId, WireInstant } from '../../../kernel/contract/wire.ts';

export const EnrolmentToken = z
  .object({
    id: WireId,
    name: z.string(),
    hint: z.string(),
    site: Named,
    schedule: Named.nullable(),
    uses: z.int(),
    mostUses: z.int(),
    createdAt: WireInstant,
    expiresAt: WireInstant,
    by: z.string(),
  })
  .meta({ id: 'EnrolmentToken' });
export type EnrolmentToken = z.infer<typeof EnrolmentToken>;

export const listEnrolmentTokens = route({
  method: 'GET',
  path: '/servers/enrolment-tokens',
  summary: 'Tokens by which machines of an image become servers',
  permission: 'servers:create',
  input: z.strictObject({}),
  output: z.object({ items: z.array(EnrolmentToken) }),
  refusals: {},
});

export const makeEnrolmentToken = route({
  method: 'POST',
  path: '/servers/enrolment-tokens',
  summary: 'Make an enrolment token; its text is shown this once',
  permission: 'servers:create',
  site: 'siteId',
  input: z.strictObject({
    name: line(120),
    siteId: WireId.optional(),
    /** Given to every server that enrols. */
    scheduleId: WireId.nullable().default(null),
    uses: z.int().min(1).max(10_000),
    /** At most 366 days from now. */
    expiresAt: InstantInput,
  }),
  output: EnrolmentToken.extend({ token: z.string() }),
  refusals: { 'servers.unknown_site': 422, 'servers.unknown_schedule': 422, 'servers.expiry_past': 422, 'servers.expiry_too_far': 422 },
});

export const revokeEnrolmentToken = route({
  method: 'DELETE',
  path: '/servers/enrolment-tokens/:id',
  summary: 'Revoke an enrolment token; the servers that it made stay',
  permission: 'servers:create',
  input: z.strictObject({ id: WireId }),
  output: Nothing,
  refusals: { 'servers.unknown_enrolment_token': 404 },
});

/** Asked by machines that have nothing but the token of their image. */
export const enrolServer = route({
  method: 'POST',
  path: '/servers/enrol',
  summary: 'Become a server by an enrolment token; answers the report token, once per machine',
  permission: null,
  input: z.strictObject({
    token: z.string().max(200),
    hostname: line(253),
    /** SHA-256 of /etc/machine-id, in hex. */
    machine: z.string().max(200),
  }),
  output: z.object({ id: WireId, name: z.string(), reportToken: z.string(), reportUrl: z.string() }),
  refusals: {
    'servers.enrolment_refused': 403,
    'servers.already_enrolled': 409,
    'servers.no_machine': 422,
    'servers.name_taken': 409,
  },
  // A hall of machines may start at once behind one address.
  triesPerMinute: 600,
});
