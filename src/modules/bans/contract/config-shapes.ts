import { z } from 'zod';
import { WireId, WireInstant } from '../../../kernel/contract/wire.ts';
import { FILE_KINDS } from '../domain/config/paths.ts';
import { VERSION_STATES } from '../domain/config/version-state.ts';

/** Path of a file below the host's configuration folder, such as `jail.d/zz-caretaker.local`. */
export const ConfigPath = z.string().min(1).max(300);

/** SHA-256 of a file's bytes, in hex. */
export const FileHash = z.string().regex(/^[0-9a-f]{64}$/);

export const ConfigFile = z
  .object({
    path: ConfigPath,
    sizeBytes: z.int(),
    kind: z.enum(FILE_KINDS),
    /** Only `.local` files and `jail.d/zz-caretaker.local`: what the distribution ships stays as it is. */
    mayWrite: z.boolean(),
    /** The file stands on the host. False: only a draft makes it. */
    exists: z.boolean(),
    hasDraft: z.boolean(),
  })
  .meta({ id: 'BansConfigFile' });
export type ConfigFile = z.infer<typeof ConfigFile>;

export const ConfigFileContent = z.object({
  path: ConfigPath,
  /** The text as it stands on the host, every byte of it. Null: there is no such file. */
  content: z.string().nullable(),
  hash: FileHash.nullable(),
  mayWrite: z.boolean(),
});

/** Where an option gets its value. */
export const OptionPlace = z.object({ path: ConfigPath, line: z.int(), section: z.string(), value: z.string() });

export const EffectiveOption = z.object({
  option: z.string(),
  /** As it is written, before fail2ban fills in `%(…)s`. */
  written: z.string(),
  /** With `%(…)s` filled in. Null: only fail2ban itself can (see the effective stream). */
  value: z.string().nullable(),
  setBy: OptionPlace,
  /** Places that set it too and lose, the strongest first. */
  hidden: z.array(OptionPlace),
});

/** Null in `jail`: the server's own settings. Each command as fail2ban reads it: words joined by spaces where it is a plain one. */
export const StreamCommand = z.object({ jail: z.string().nullable(), name: z.string(), value: z.string() });

export const EffectiveJail = z.object({
  jail: z.string(),
  isEnabled: z.boolean(),
  options: z.array(EffectiveOption),
});

export const Effective = z
  .object({
    jails: z.array(EffectiveJail),
    stream: z.array(StreamCommand),
    /** What fail2ban said instead of a stream; null: it could read its configuration. */
    failure: z.string().nullable(),
  })
  .meta({ id: 'BansEffective' });

export const DIFFERENCE_KINDS = ['setting', 'failregex', 'ignoreregex', 'action', 'log', 'ignore'] as const;

/** One thing of a jail, or of the server, that is another one afterwards. */
export const StreamChange = z.object({
  /** Null: of the server. */
  jail: z.string().nullable(),
  kind: z.enum(DIFFERENCE_KINDS),
  /** Name of the setting, or of the action and its property. */
  name: z.string(),
  before: z.array(z.string()),
  after: z.array(z.string()),
});

export const StreamDifference = z
  .object({
    addedJails: z.array(z.string()),
    removedJails: z.array(z.string()),
    changes: z.array(StreamChange),
    /** More changes than are listed. */
    isCut: z.boolean(),
  })
  .meta({ id: 'BansStreamDifference' });

/** A fault or a warning, with its place. The sentence of `code` is filled from `params`. */
export const ConfigProblem = z
  .object({
    severity: z.enum(['error', 'warning']),
    code: z.string(),
    params: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
    path: ConfigPath.nullable(),
    line: z.int().nullable(),
    jail: z.string().nullable(),
  })
  .meta({ id: 'BansConfigProblem' });

export const Draft = z
  .object({
    path: ConfigPath,
    /** Null: the file is removed. */
    content: z.string().nullable(),
    /** Hash of the file that the draft was made from; null: there was none. */
    basedOn: FileHash.nullable(),
    by: z.string().nullable(),
    at: WireInstant,
  })
  .meta({ id: 'BansConfigDraft' });

export const ConfigCheck = z
  .object({
    /** Names these drafts: `apply` takes it, so that what is applied is what was shown. Null: there are none. */
    draftsHash: FileHash.nullable(),
    /** Without errors; warnings do not hinder. */
    mayApply: z.boolean(),
    problems: z.array(ConfigProblem),
    difference: StreamDifference.nullable(),
  })
  .meta({ id: 'BansConfigCheck' });
export type ConfigCheck = z.infer<typeof ConfigCheck>;

const versionFields = {
  id: WireId,
  at: WireInstant,
  by: z.string().nullable(),
  note: z.string(),
  state: z.enum(VERSION_STATES),
  /** Why it is not applied; null: nothing was wrong. */
  problem: ConfigProblem.nullable(),
  /** The version that this one brought back. */
  restoresId: WireId.nullable(),
  endedAt: WireInstant.nullable(),
  paths: z.array(ConfigPath),
};

export const ConfigVersion = z.object(versionFields).meta({ id: 'BansConfigVersion' });
export type ConfigVersion = z.infer<typeof ConfigVersion>;

export const VersionFile = z.object({ path: ConfigPath, before: z.string().nullable(), after: z.string().nullable() });

export const ConfigVersionDetail = z
  .object({
    ...versionFields,
    files: z.array(VersionFile),
    jailsBefore: z.array(z.string()),
    jailsAfter: z.array(z.string()),
    difference: StreamDifference,
  })
  .meta({ id: 'BansConfigVersionDetail' });
