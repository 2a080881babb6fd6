import type { Clock } from '../shared/time.ts';
import type { Assets } from './assets/assets.ts';
import type { EraseAssetRows } from './assets/erase.ts';
import type { DeviceTokens } from './auth/device-tokens.ts';
import type { LinkPurpose, SecretLinks } from './auth/links/links.ts';
import type { ReadAddressesInUse } from './auth/sessions/addresses-in-use.ts';
import type { AfterRestore } from './backup/quieten.ts';
import type { Permission } from './contract/permission.ts';
import type { ProcessRole } from './contract/process-roles.ts';
import type { Route } from './contract/route.ts';
import type { Sentences } from './contract/sentences.ts';
import type { Severity } from './contract/severity.ts';
import type { Db, Tx } from './db/database.ts';
import type { MigrationSet } from './db/migrate.ts';
import type { Transact } from './db/transact.ts';
import type { Errands } from './errands/errands.ts';
import type { PublishedEvent, Subscriber } from './events/subscriptions.ts';
import type { Files } from './files/files.ts';
import type { Findings } from './findings/findings.ts';
import type { Check } from './health/check.ts';
import type { Held } from './held/held.ts';
import type { Download } from './http/downloads.ts';
import type { Served } from './http/serve.ts';
import type { Site } from './http/sites.ts';
import type { Leading } from './leases/leading.ts';
import type { Log } from './log/log.ts';
import type { Metrics } from './metrics/metrics.ts';
import type { Mqtt, MqttCredentials } from './mqtt/mqtt.ts';
import type { Subscription } from './mqtt/subscription.ts';
import type { Outbound } from './outbound/outbound.ts';
import type { Seal } from './secrets/seal.ts';
import type { SettingsTable } from './settings/declare.ts';
import type { Settings } from './settings/settings.ts';
import type { Stream } from './streams/stream.ts';
import type { Telling } from './telling/telling.ts';

/** What every module stands on. Rooms are handed out whole; a module takes what it needs in `wire`. */
export interface Kernel {
  readonly db: Db;
  readonly transact: Transact;
  /** For what time alone starts (timers): its `transact` writes only while this process leads. See `WiredModule.leads`. */
  readonly leading: Leading;
  readonly clock: Clock;
  readonly log: Log;
  readonly assets: Assets;
  readonly findings: Findings;
  readonly telling: Telling;
  /** Long work that people see the progress of, and find again under the bell. */
  readonly errands: Errands;
  readonly settings: Settings;
  /** Encrypts credentials of the outside that must be read again. */
  readonly seal: Seal;
  readonly metrics: Metrics;
  readonly outbound: Outbound;
  readonly mqtt: Mqtt;
  readonly files: Files;
  /** For routes that a secret address leads to. */
  readonly secretLinks: SecretLinks;
  /** Asked by what acts on the outside by other ways than `outbound`. */
  readonly held: Held;
  /** Asked before addresses are blocked: nobody is to lock themselves or the console out. */
  readonly addressesInUse: ReadAddressesInUse;
  /** Default zone of new sites (IANA). */
  readonly timeZone: string;
  /** Where people reach the console, without a trailing slash. */
  readonly publicUrl: string;
}

/** One action that a rule of findings offers in Today; the first that the person may do is the primary one. */
export interface RuleAction {
  /** Name for the translated label, `servers.markUpdated`. */
  readonly key: string;
  readonly route: Route;
  /** The class asked of the decision rule: `read` is always safe. */
  readonly risk: 'read' | 'update' | 'reboot';
}

/** One rule by which a module raises findings. */
export interface FindingRule {
  /** Unique in its module, `update-overdue`. */
  readonly rule: string;
  readonly severities: readonly Severity[];
  /** One to three; a test refuses a rule without. */
  readonly actions: readonly [RuleAction, ...RuleAction[]];
}

/** Whether something may be done to an asset at an instant, as Today shows it. */
export interface Safety {
  readonly answer: 'allow' | 'confirm' | 'deny' | 'unknown';
  /** First instant at which the answer would be `allow`; null: unknown or never. */
  readonly safeAt: Temporal.Instant | null;
}

/** Asked by Today for the server of a story's machine. Keys of the answer are asset ids; absent: unknown. */
export type SafetyOf = (
  assetIds: readonly string[],
  risk: RuleAction['risk'],
  now: Temporal.Instant,
) => Promise<ReadonlyMap<string, Safety>>;

/** One attempt at a job. */
export interface JobAttempt {
  /** The same for every attempt: the idempotency key of what the job does outside. */
  readonly jobId: string;
  /**
   * Ends the job in the caller's transaction: its effect and its end commit together, so that a crash right after does not
   * do it twice. Throws where the attempt has lapsed and another one has taken the job over.
   */
  done(tx: Tx): Promise<void>;
}

/** A queue of background work. `cron` in UTC makes it run by time; `run` must be safe to repeat. */
export interface Job {
  readonly queue: string;
  readonly cron?: string;
  run(data: Readonly<Record<string, unknown>>, attempt: JobAttempt): Promise<void>;
}

/** A resource that starts after the database and stops before it. */
export interface Resource {
  readonly name: string;
  /** Started only in processes with this role; absent: in every one. */
  readonly role?: ProcessRole;
  start(): Promise<() => Promise<void>>;
}

/** What a module hands back once wired to the kernel. */
export interface WiredModule {
  readonly routes: readonly Served[];
  readonly subscribers?: readonly Subscriber[];
  readonly jobs?: readonly Job[];
  readonly checks?: readonly Check[];
  readonly resources?: readonly Resource[];
  /**
   * Timers and the like, started when this process begins to lead and stopped when it leads no more, perhaps several times:
   * what `createTimer` makes fits. They write by `kernel.leading.transact`. Cron jobs need none of this: the queue runs each once.
   */
  readonly leads?: readonly Resource[];
  /**
   * Told of every event of every process, in the order of commits, so that timers look again: a `poke` after what another
   * process has changed. Quick, never throws; runs beside requests.
   */
  readonly hear?: (event: PublishedEvent) => void;
  readonly deviceTokens?: readonly DeviceTokens[];
  /** What it hears by MQTT. A broker is started, or connected to, only where some module declares one of these. */
  readonly mqttSubscriptions?: readonly Subscription[];
  /** Accounts of its devices at the embedded broker. */
  readonly mqttCredentials?: readonly MqttCredentials[];
  readonly safetyOf?: SafetyOf;
  /** Files that whoever knows their address may fetch, outside `/api`. */
  readonly downloads?: readonly Download[];
  /** Pages beside the console's, outside `/api`. */
  readonly sites?: readonly Site[];
  /** Static texts served outside `/api`, such as `/agent/report.sh`. The composition root reads the files. */
  readonly texts?: readonly { readonly path: string; readonly mediaType: string; readonly file: URL }[];
}

/** The one entry of a module: declares and wires, does no I/O. */
export interface Module {
  readonly name: string;
  readonly permissions: readonly Permission[];
  readonly migrations: MigrationSet;
  readonly rules: readonly FindingRule[];
  readonly settings: SettingsTable;
  /** What of it can be reached by a person's secret address. */
  readonly linkPurposes?: readonly LinkPurpose[];
  readonly routes: readonly Route[];
  /** Its tables that grow as time passes. */
  readonly streams?: readonly Stream[];
  /** Removes all rows of one of its assets when that is erased for good; absent: they cannot be. */
  readonly eraseAsset?: EraseAssetRows;
  /** Ends what must not be good again after a restore, such as secrets that were revoked since the backup; in its transaction. */
  readonly afterRestore?: AfterRestore;
  /** English sentences of its refusals, by code. */
  readonly sentences: Sentences;
  /** Folder with `en.ts` and `de.ts`, the texts of its pages: messages to people are put into words from the same. */
  readonly locales?: URL;
  wire(kernel: Kernel): WiredModule;
}
