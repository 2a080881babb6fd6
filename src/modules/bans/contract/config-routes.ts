import { z } from 'zod';
import { pageInput, pageOf } from '../../../kernel/contract/page.ts';
import { route } from '../../../kernel/contract/route.ts';
import { Nothing } from '../../../kernel/contract/routes/shapes.ts';
import { line, prose, WireId } from '../../../kernel/contract/wire.ts';
import { FILE_REFUSALS } from './config-refusals.ts';
import {
  ConfigCheck,
  ConfigFile,
  ConfigFileContent,
  ConfigPath,
  ConfigVersion,
  ConfigVersionDetail,
  Draft,
  Effective,
  FileHash,
} from './config-shapes.ts';
import { reachRefusals } from './host-refusals.ts';

const ofHost = { hostId: WireId } as const;
/** A file of 512 KB whose every byte JSON escapes. */
const BODY_LIMIT = 4 * 1024 * 1024;

export const listConfigFiles = route({
  method: 'GET',
  path: '/bans/config/files',
  summary: "The files of a host's fail2ban configuration",
  permission: 'bans:read',
  asset: 'hostId',
  input: z.strictObject(ofHost),
  output: z.object({ folder: z.string(), files: z.array(ConfigFile) }),
  refusals: reachRefusals,
});

export const readConfigFile = route({
  method: 'GET',
  path: '/bans/config/file',
  summary: 'One file of the configuration, byte for byte',
  permission: 'bans:read',
  asset: 'hostId',
  input: z.strictObject({ ...ofHost, path: ConfigPath }),
  output: ConfigFileContent,
  refusals: { ...reachRefusals, ...FILE_REFUSALS },
});

export const readEffective = route({
  method: 'GET',
  path: '/bans/config/effective',
  summary: 'Which file sets which option, and what fail2ban makes of it',
  permission: 'bans:read',
  asset: 'hostId',
  input: z.strictObject({
    ...ofHost,
    jail: line(200).optional(),
    /** `jail` and `fail2ban`, or a filter or an action: `filter.d/sshd`. */
    of: z
      .string()
      .regex(/^(?:jail|fail2ban|(?:filter|action)\.d\/[A-Za-z0-9][\w.+-]*)$/)
      .default('jail'),
  }),
  output: Effective,
  refusals: reachRefusals,
});

export const listDrafts = route({
  method: 'GET',
  path: '/bans/config/drafts',
  summary: 'Changed files that the host does not have yet',
  permission: 'bans:read',
  asset: 'hostId',
  input: z.strictObject(ofHost),
  output: z.object({ items: z.array(Draft) }),
  refusals: { 'bans.unknown_host': 404 },
});

export const saveDraft = route({
  method: 'PUT',
  path: '/bans/config/drafts',
  summary: 'Draft a file, or its removal',
  permission: 'bans:configure',
  asset: 'hostId',
  input: z.strictObject({
    ...ofHost,
    path: ConfigPath,
    /** Null: remove the file. */
    content: z.string().nullable(),
    /** Hash of the file that was edited, as reading it told; null: there was none. */
    basedOn: FileHash.nullable(),
  }),
  output: Draft,
  refusals: { 'bans.unknown_host': 404, ...FILE_REFUSALS, 'bans.config_too_many_drafts': 422 },
  bodyLimit: BODY_LIMIT,
});

export const removeDraft = route({
  method: 'DELETE',
  path: '/bans/config/drafts',
  summary: 'Throw drafts away: one, or all of a host',
  permission: 'bans:configure',
  asset: 'hostId',
  input: z.strictObject({ ...ofHost, path: ConfigPath.optional() }),
  output: Nothing,
  refusals: { 'bans.unknown_host': 404 },
});

/** Makes a draft of `jail.d/zz-caretaker.local` in which one option of one jail is set, or not set any more. */
export const setJailOption = route({
  method: 'POST',
  path: '/bans/config/jail-option',
  summary: 'Draft one option of one jail',
  permission: 'bans:configure',
  asset: 'hostId',
  input: z.strictObject({
    ...ofHost,
    /** `DEFAULT`: of every jail that does not set it itself. */
    jail: line(200),
    option: line(100),
    /** Several lines are allowed where fail2ban takes several. Null: no longer set by us. */
    value: prose(60_000).nullable(),
  }),
  output: Draft,
  refusals: {
    ...reachRefusals,
    ...FILE_REFUSALS,
    'bans.config_bad_jail_name': 422,
    'bans.config_bad_option_name': 422,
    'bans.config_bad_value': 422,
    'bans.config_bad_time': 422,
    'bans.config_bad_number': 422,
    'bans.config_bad_flag': 422,
    'bans.config_only_in_files': 422,
    'bans.config_unreadable': 409,
    'bans.config_stale_draft': 409,
    'bans.config_too_many_drafts': 422,
  },
});

export const checkDrafts = route({
  method: 'POST',
  path: '/bans/config/check',
  summary: 'Try the drafts in a copy of the configuration: what is wrong, and what would change',
  permission: 'bans:configure',
  asset: 'hostId',
  input: z.strictObject(ofHost),
  output: ConfigCheck,
  refusals: reachRefusals,
  status: 200,
});

export const applyDrafts = route({
  method: 'POST',
  path: '/bans/config/apply',
  summary: 'Write the drafts, reload, compare; restore everything where it is not as expected',
  permission: 'bans:configure',
  asset: 'hostId',
  input: z.strictObject({
    ...ofHost,
    /** As the check told: other drafts than those that were shown are not applied. */
    draftsHash: FileHash,
    note: prose(500).default(''),
  }),
  output: ConfigVersionDetail,
  refusals: {
    ...reachRefusals,
    'bans.config_nothing_to_apply': 409,
    'bans.config_drafts_changed': 409,
    'bans.config_faulty': 422,
    'bans.config_stale_draft': 409,
    'bans.config_being_applied': 409,
  },
  status: 200,
});

export const listConfigVersions = route({
  method: 'GET',
  path: '/bans/config/versions',
  summary: 'What was applied to a host, the newest first',
  permission: 'bans:read',
  asset: 'hostId',
  input: z.strictObject({ ...pageInput, ...ofHost }),
  output: pageOf(ConfigVersion),
  refusals: { 'kernel.bad_cursor': 422, 'bans.unknown_host': 404 },
});

export const readConfigVersion = route({
  method: 'GET',
  path: '/bans/config/versions/:id',
  summary: 'One version: its files before and after, and what it changed',
  permission: 'bans:read',
  asset: 'hostId',
  input: z.strictObject({ id: WireId, ...ofHost }),
  output: ConfigVersionDetail,
  refusals: { 'bans.unknown_version': 404 },
});

/** Takes the same way as an apply, and is a version of its own. */
export const restoreConfigVersion = route({
  method: 'POST',
  path: '/bans/config/versions/:id/restore',
  summary: 'Bring the files back that stood after this version',
  permission: 'bans:configure',
  asset: 'hostId',
  input: z.strictObject({
    id: WireId,
    ...ofHost,
    note: prose(500).default(''),
    /** `before`: the files as they stood before the version, which undoes it. */
    side: z.enum(['before', 'after']).default('after'),
  }),
  output: ConfigVersionDetail,
  refusals: {
    ...reachRefusals,
    'bans.unknown_version': 404,
    'bans.config_nothing_to_apply': 409,
    'bans.config_faulty': 422,
    'bans.config_being_applied': 409,
  },
  status: 200,
});

export const CONFIG_ROUTES = [
  listConfigFiles,
  readConfigFile,
  readEffective,
  listDrafts,
  saveDraft,
  removeDraft,
  setJailOption,
  checkDrafts,
  applyDrafts,
  listConfigVersions,
  readConfigVersion,
  restoreConfigVersion,
] as const;
