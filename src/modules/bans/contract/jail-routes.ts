import { z } from 'zod';
import { pageInput, pageOf } from '../../../kernel/contract/page.ts';
import { route } from '../../../kernel/contract/route.ts';
import { WireId, WireInstant } from '../../../kernel/contract/wire.ts';
import { reachRefusals } from './host-refusals.ts';
import { DriftItem, Jail, JailDetail } from './host-shapes.ts';

/** A jail's name: nothing that fail2ban's lists, its protocol, a path or an option could be made of. */
export const JailName = z
  .string()
  .max(100)
  .regex(/^[^\s,\p{Cc}/<>'"\\-][^\s,\p{Cc}/<>'"\\]*$/u, 'This is not a name that a jail can have.');

const ofJail = { id: WireId, jail: JailName };

export const listJails = route({
  method: 'GET',
  path: '/bans/hosts/:id/jails',
  summary: 'The jails of a host as they were last seen, or as they are now',
  permission: 'bans:read',
  asset: 'id',
  input: z.strictObject({ id: WireId, source: z.enum(['live', 'archive']).default('archive') }),
  output: z.object({ items: z.array(Jail) }),
  refusals: reachRefusals,
});

/** Of all hosts in the caller's scope, for filters and overviews. */
export const listAllJails = route({
  method: 'GET',
  path: '/bans/jails',
  summary: 'Jails of all hosts as they were last seen, by name and host',
  permission: 'bans:read',
  input: z.strictObject({ ...pageInput, q: z.string().max(200).optional(), siteId: WireId.optional() }),
  output: pageOf(Jail),
  refusals: { 'kernel.bad_cursor': 422 },
});

export const getJail = route({
  method: 'GET',
  path: '/bans/hosts/:id/jails/:jail',
  summary: 'One jail with its settings, expressions, actions and ignore list: asked of the host now, or as last seen',
  permission: 'bans:read',
  asset: 'id',
  input: z.strictObject({ ...ofJail, source: z.enum(['live', 'archive']).default('archive') }),
  output: JailDetail,
  refusals: reachRefusals,
});

/** `stop` takes the jail away until it is started by `fail2ban-client reload` or `start`: its bans are lifted. */
export const STEERINGS = ['start', 'stop', 'idle', 'resume', 'reload'] as const;

export const steerJail = route({
  method: 'POST',
  path: '/bans/hosts/:id/jails/:jail/steer',
  summary: 'Start, stop, idle, resume or reload one jail',
  permission: 'bans:configure',
  asset: 'id',
  input: z.strictObject({ ...ofJail, action: z.enum(STEERINGS) }),
  output: z.object({
    /** Null: fail2ban does not name it now. */
    jail: Jail.nullable(),
    said: z.string(),
  }),
  refusals: { ...reachRefusals, 'bans.jail_running': 409 },
  status: 200,
});

/** Seconds, or the documented grammar of durations; never anything that fail2ban would evaluate. */
const DurationInput = z.union([z.int().min(-1).max(3_153_600_000), z.string().trim().min(1).max(60)]);

export const setJail = route({
  method: 'PATCH',
  path: '/bans/hosts/:id/jails/:jail',
  summary: 'Set times and tries of the running jail, until the next reload',
  permission: 'bans:configure',
  asset: 'id',
  input: z.strictObject({
    ...ofJail,
    banTime: DurationInput.optional(),
    findTime: DurationInput.optional(),
    maxRetry: z.int().min(1).max(100_000).optional(),
  }),
  output: JailDetail.extend({ lasts: z.literal('until-reload') }),
  refusals: { ...reachRefusals, 'bans.bad_duration': 422, 'bans.nothing_to_set': 422 },
});

const ignoreRefusals = { ...reachRefusals, 'bans.bad_ignore_entry': 422 } as const;

export const ignoreAddress = route({
  method: 'PUT',
  path: '/bans/hosts/:id/jails/:jail/ignored',
  summary: 'Have the running jail ignore an address, network or host name, until the next reload',
  permission: 'bans:configure',
  asset: 'id',
  input: z.strictObject({ ...ofJail, entry: z.string().trim().min(1).max(253) }),
  output: z.object({ ignored: z.array(z.string()), lasts: z.literal('until-reload') }),
  refusals: { ...ignoreRefusals, 'bans.ignore_too_wide': 422 },
});

export const unignoreAddress = route({
  method: 'DELETE',
  path: '/bans/hosts/:id/jails/:jail/ignored',
  summary: 'Have the running jail ignore something no more, until the next reload',
  permission: 'bans:configure',
  asset: 'id',
  input: z.strictObject({ ...ofJail, entry: z.string().trim().min(1).max(253) }),
  output: z.object({ ignored: z.array(z.string()), lasts: z.literal('until-reload') }),
  refusals: { ...ignoreRefusals, 'bans.ignore_unknown': 404 },
});

export const getDrift = route({
  method: 'GET',
  path: '/bans/hosts/:id/drift',
  summary: 'What the running fail2ban has and its files have not, and the next reload would lose',
  permission: 'bans:read',
  asset: 'id',
  input: z.strictObject({ id: WireId }),
  output: z.object({ items: z.array(DriftItem), comparedAt: WireInstant }),
  refusals: reachRefusals,
});
