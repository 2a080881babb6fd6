import { z } from 'zod';
import { Maintenance, Named, Responsible } from '../../../kernel/contract/routes/shapes.ts';
import { WireId, WireInstant } from '../../../kernel/contract/wire.ts';
import { CONTACT_STATES } from '../domain/contact.ts';
import { DRIFT_KINDS } from '../domain/drift.ts';
import { LEVELS, TRANSPORTS } from '../domain/host.ts';

/** How the console signs in. Private keys never leave it. */
export const HostSsh = z
  .object({
    host: z.string(),
    port: z.int(),
    user: z.string(),
    auth: z.enum(['key', 'agent']),
    hasKey: z.boolean(),
    /** Another account for what changes files and jails; null: the same one. */
    configureUser: z.string().nullable(),
    hasConfigureKey: z.boolean(),
    /** SHA-256 fingerprint that a person confirmed. */
    hostKey: z.string().nullable(),
    hostKeyConfirmedBy: z.string().nullable(),
    /** The one that was last shown; another than `hostKey` wants a look. */
    hostKeySeen: z.string().nullable(),
  })
  .meta({ id: 'HostSsh' });

export const Host = z
  .object({
    id: WireId,
    name: z.string(),
    site: Named,
    tags: z.array(z.string()),
    level: z.enum(LEVELS),
    transport: z.enum(TRANSPORTS),
    socketPath: z.string(),
    configFolder: z.string(),
    ssh: HostSsh.nullable(),
    /** `new`: nobody has tried yet. None but `ok` is ever shown as ok. */
    state: z.enum(CONTACT_STATES),
    /** In the words of whoever refused. */
    failureDetail: z.string(),
    contactedAt: WireInstant.nullable(),
    failingSince: WireInstant.nullable(),
    fail2banVersion: z.string().nullable(),
    /** Null: not known, or fail2ban keeps none. */
    databaseFile: z.string().nullable(),
    purgeAgeSeconds: z.int().nullable(),
    /** Up to here its bans are in the archive. */
    readUntil: WireInstant.nullable(),
    readAt: WireInstant.nullable(),
    /** Of its own interfaces. */
    addresses: z.array(z.string()),
    jailCount: z.int(),
    /** Of jails that fail2ban no longer names. */
    goneJailCount: z.int(),
    currentlyBanned: z.int(),
    currentlyFailed: z.int(),
    responsibles: z.array(Responsible),
    maintenance: Maintenance.nullable(),
    createdAt: WireInstant,
    version: z.int(),
  })
  .meta({ id: 'Fail2banHost' });
export type Host = z.infer<typeof Host>;

export const HostDetail = Host.extend({
  /** What the caller may do to this host: names of permissions. */
  may: z.array(z.string()),
  notes: z.string(),
  machine: Named.nullable(),
  createdBy: z.string().nullable(),
}).meta({ id: 'Fail2banHostDetail' });
export type HostDetail = z.infer<typeof HostDetail>;

/** One thing that was tried, and a sentence about what came of it. `params` fill the translated sentence of `code`. */
export const ContactStep = z
  .object({
    step: z.enum(['connection', 'host-key', 'socket', 'version', 'database', 'files', 'program', 'addresses']),
    /** `unknown`: it was not tried, because something before it failed. */
    outcome: z.enum(['ok', 'failed', 'unknown']),
    /** What it was about: a path, a program. */
    about: z.string(),
    said: z.string(),
  })
  .meta({ id: 'ContactStep' });

export const Contact = z
  .object({
    state: z.enum(CONTACT_STATES),
    steps: z.array(ContactStep),
    /** Of the ssh host's key as it was just shown; null for a host on this machine, or where nothing was shown. */
    shownHostKey: z.string().nullable(),
    confirmedHostKey: z.string().nullable(),
  })
  .meta({ id: 'Contact' });
export type Contact = z.infer<typeof Contact>;

export const Jail = z
  .object({
    host: Named,
    name: z.string(),
    backend: z.string(),
    logPaths: z.array(z.string()),
    /** `gone`: fail2ban no longer names it. `idle`: it reads nothing. */
    state: z.enum(['running', 'idle', 'gone']),
    currentlyFailed: z.int(),
    totalFailed: z.int(),
    currentlyBanned: z.int(),
    totalBanned: z.int(),
    /** -1: for ever. Null: not asked yet. */
    banSeconds: z.int().nullable(),
    findSeconds: z.int().nullable(),
    maxRetry: z.int().nullable(),
    regexCount: z.int().nullable(),
    actionCount: z.int().nullable(),
    seenAt: WireInstant,
    goneAt: WireInstant.nullable(),
  })
  .meta({ id: 'Jail' });
export type Jail = z.infer<typeof Jail>;

export const JailDetail = Jail.extend({
  source: z.enum(['live', 'archive']),
  /** When the settings below were read; null: never. */
  settingsAt: WireInstant.nullable(),
  failRegex: z.array(z.string()),
  ignoreRegex: z.array(z.string()),
  prefixRegex: z.string(),
  actions: z.array(z.object({ name: z.string(), settings: z.record(z.string(), z.string()) })),
  ignored: z.array(z.string()),
  /** Ignores the host's own addresses. */
  ignoresSelf: z.boolean().nullable(),
  journalMatches: z.array(z.string()),
  /** Everything else that fail2ban tells, in its words. */
  other: z.record(z.string(), z.string()),
}).meta({ id: 'JailDetail' });
export type JailDetail = z.infer<typeof JailDetail>;

/** What the running fail2ban has and its files have not, or the other way round. */
export const DriftItem = z
  .object({
    jail: z.string(),
    kind: z.enum(DRIFT_KINDS),
    /** `bantime`, `ignoreip`, `failregex`, the name of an action. */
    setting: z.string(),
    /** Null: the running jail does not have it. */
    running: z.string().nullable(),
    /** Null: the files do not have it. */
    configured: z.string().nullable(),
  })
  .meta({ id: 'DriftItem' });
export type DriftItem = z.infer<typeof DriftItem>;
