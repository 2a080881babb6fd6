import { z } from 'zod';
import { route } from '../route.ts';
import { line, WireId, WireInstant } from '../wire.ts';
import { Nothing } from './shapes.ts';

const SecretLink = z.object({
  id: WireId,
  purpose: z.string(),
  name: z.string(),
  hint: z.string(),
  createdAt: WireInstant,
  lastUsedAt: WireInstant.nullable(),
});

export const listMyLinks = route({
  method: 'GET',
  path: '/users/me/links',
  summary: "One's own secret links, and what there can be links to",
  permission: 'account:write',
  input: z.strictObject({}),
  output: z.object({ items: z.array(SecretLink), purposes: z.array(z.object({ name: z.string(), about: z.string() })) }),
  refusals: {},
});

export const addMyLink = route({
  method: 'POST',
  path: '/users/me/links',
  summary: 'Make a secret link; its address is shown this once',
  permission: 'account:write',
  input: z.strictObject({ purpose: z.string().max(80), name: line(120) }),
  output: SecretLink.extend({ url: z.string() }),
  refusals: { 'auth.unknown_purpose': 422, 'auth.too_many_links': 409 },
});

export const revokeMyLink = route({
  method: 'DELETE',
  path: '/users/me/links/:id',
  summary: "Revoke one of one's own secret links",
  permission: 'account:write',
  input: z.strictObject({ id: WireId }),
  output: Nothing,
  refusals: { 'auth.unknown_link': 404 },
});
