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
import { commaList, line, WireId } from '../../../kernel/contract/wire.ts';
import { CONTACT_STATES } from '../domain/contact.ts';
import { LEVELS, TRANSPORTS } from '../domain/host.ts';
import { reachRefusals } from './host-refusals.ts';
import { Contact, Host, HostDetail } from './host-shapes.ts';

const Path = z.string().trim().min(1).max(500);
/** A user name as Linux accepts it: it must not begin with a dash, nor hold anything that a shell or ssh reads. */
const AccountName = z.string().regex(/^[a-z_][a-z0-9_.-]{0,31}$/i, 'This is not the name of an account.');
/** OpenSSH or PEM, without a passphrase. */
const PrivateKey = z.string().min(1).max(20_000);
/** As `ssh-keygen -l` prints it. */
const Fingerprint = z.string().regex(/^SHA256:[A-Za-z0-9+/]{43}$/, 'This is not a SHA-256 fingerprint.');

const SshInput = z.strictObject({
  host: line(253),
  port: z.int().min(1).max(65_535).default(22),
  user: AccountName,
  auth: z.enum(['key', 'agent']).default('key'),
  /** Absent on a change: the one that is stored stays, if host, port and user stay. */
  privateKey: PrivateKey.optional(),
  configureUser: AccountName.nullable().default(null),
  configureKey: PrivateKey.optional(),
});

const recordRefusals = {
  'bans.host_name_taken': 409,
  'bans.host_bad_address': 422,
  'bans.host_bad_path': 422,
  'bans.host_socket_too_long': 422,
  'bans.host_needs_ssh': 422,
  'bans.host_has_no_ssh': 422,
  'bans.host_needs_key': 422,
  'bans.host_bad_key': 422,
  'bans.host_no_agent': 422,
} as const;

export const HOST_SORTS = ['name', '-name', 'banned', '-banned', 'contactedAt', '-contactedAt'] as const;

export const listHosts = route({
  method: 'GET',
  path: '/bans/hosts',
  summary: 'fail2ban hosts with what was last seen of them',
  permission: 'bans:read',
  input: z.strictObject({
    ...pageInput,
    q: z.string().max(200).optional(),
    state: commaList(z.enum(CONTACT_STATES)).optional(),
    level: commaList(z.enum(LEVELS)).optional(),
    siteId: WireId.optional(),
    tag: z.string().max(60).optional(),
    sort: z.enum(HOST_SORTS).default('name'),
  }),
  output: pageOf(Host),
  refusals: { 'kernel.bad_cursor': 422 },
});

export const getHost = route({
  method: 'GET',
  path: '/bans/hosts/:id',
  summary: 'One fail2ban host',
  permission: 'bans:read',
  asset: 'id',
  input: z.strictObject({ id: WireId }),
  output: HostDetail,
  refusals: { 'bans.unknown_host': 404 },
  version: 'version',
});

export const addHost = route({
  method: 'POST',
  path: '/bans/hosts',
  summary: 'Add a fail2ban host; its creator owns it unless another owner is named',
  permission: 'bans:hosts',
  site: 'siteId',
  input: z.strictObject({
    name: line(120),
    level: z.enum(LEVELS).default('observe'),
    transport: z.enum(TRANSPORTS),
    socketPath: Path.default('/run/fail2ban/fail2ban.sock'),
    configFolder: Path.default('/etc/fail2ban'),
    ssh: SshInput.nullable().default(null),
    siteId: WireId.optional(),
    ownerUserId: WireId.optional(),
    tags: z.array(line(60)).max(50).default([]),
  }),
  output: Host,
  refusals: { ...recordRefusals, 'bans.unknown_site': 422, 'bans.unknown_owner': 422 },
});

export const editHost = route({
  method: 'PATCH',
  path: '/bans/hosts/:id',
  summary: 'Change a fail2ban host; another ssh host or user drops the stored key and the confirmed fingerprint',
  permission: 'bans:hosts',
  asset: 'id',
  input: z.strictObject({
    id: WireId,
    name: line(120).optional(),
    level: z.enum(LEVELS).optional(),
    transport: z.enum(TRANSPORTS).optional(),
    socketPath: Path.optional(),
    configFolder: Path.optional(),
    /** The whole of it; absent: stays as it is. */
    ssh: SshInput.nullable().optional(),
    tags: z.array(line(60)).max(50).optional(),
  }),
  output: HostDetail,
  refusals: { ...recordRefusals, 'bans.unknown_host': 404 },
  version: 'version',
});

export const archiveHost = route({
  method: 'DELETE',
  path: '/bans/hosts/:id',
  summary: 'Archive a fail2ban host: it is not looked at any more, its keys go, its bans stay',
  permission: 'bans:hosts',
  asset: 'id',
  input: z.strictObject({ id: WireId }),
  output: Nothing,
  refusals: { 'bans.unknown_host': 404 },
});

export const contactHost = route({
  method: 'POST',
  path: '/bans/hosts/:id/contact',
  summary: 'Try to reach a host now, and say what works',
  permission: 'bans:ban',
  asset: 'id',
  input: z.strictObject({ id: WireId }),
  output: Contact,
  refusals: { 'bans.unknown_host': 404 },
  status: 200,
  triesPerMinute: 30,
});

export const confirmHostKey = route({
  method: 'POST',
  path: '/bans/hosts/:id/host-key',
  summary: "Confirm the fingerprint of a host's key, after comparing it on the host itself",
  permission: 'bans:hosts',
  asset: 'id',
  input: z.strictObject({ id: WireId, fingerprint: Fingerprint }),
  output: HostDetail,
  refusals: { 'bans.unknown_host': 404, 'bans.host_has_no_ssh': 422, 'bans.host_key_not_shown': 409 },
  status: 200,
});

export const addHostPerson = route({
  method: 'POST',
  path: '/bans/hosts/:id/people',
  summary: 'Make a user or a team responsible for a host, or change the role',
  permission: 'bans:hosts',
  asset: 'id',
  input: AddPersonInput,
  output: AddPersonOutput,
  refusals: { 'bans.unknown_host': 404, ...addPersonRefusals },
});

export const removeHostPerson = route({
  method: 'DELETE',
  path: '/bans/hosts/:id/people/:personId',
  summary: 'Take a user or a team (by its id) off a host; the last owner stays',
  permission: 'bans:hosts',
  asset: 'id',
  input: z.strictObject({ id: WireId, personId: WireId }),
  output: Nothing,
  refusals: { 'bans.unknown_host': 404, ...removePersonRefusals },
});

export const startHostMaintenance = route({
  method: 'POST',
  path: '/bans/hosts/:id/maintenance',
  summary: 'Declare maintenance; the findings of the host are muted, not lost',
  permission: 'bans:ban',
  asset: 'id',
  input: StartMaintenanceInput,
  output: Maintenance,
  refusals: { 'bans.unknown_host': 404, ...startMaintenanceRefusals },
});

export const endHostMaintenance = route({
  method: 'DELETE',
  path: '/bans/hosts/:id/maintenance',
  summary: 'End running and planned maintenance',
  permission: 'bans:ban',
  asset: 'id',
  input: z.strictObject({ id: WireId }),
  output: Nothing,
  refusals: { 'bans.unknown_host': 404 },
});

export const reloadHost = route({
  method: 'POST',
  path: '/bans/hosts/:id/reload',
  summary: 'Have fail2ban read its files again (fail2ban-client reload); what was set at run time is lost',
  permission: 'bans:configure',
  asset: 'id',
  input: z.strictObject({ id: WireId }),
  output: z.object({
    /** Jails that ran before and do not run now: a mistake in the files takes them away. */
    lostJails: z.array(z.string()),
    newJails: z.array(z.string()),
    /** In fail2ban's words. */
    said: z.string(),
  }),
  refusals: reachRefusals,
  status: 200,
});
