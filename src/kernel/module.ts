import type { Clock } from '../shared/time.ts';
import type { Assets } from './assets/assets.ts';
import type { DeviceTokens } from './auth/device-tokens.ts';
import type { Permission } from './contract/permission.ts';
import type { Route } from './contract/route.ts';
import type { Sentences } from './contract/sentences.ts';
import type { Severity } from './contract/severity.ts';
import type { Db } from './db/database.ts';
import type { MigrationSet } from './db/migrate.ts';
import type { Transact } from './db/transact.ts';
import type { Subscriber } from './events/subscriptions.ts';
import type { Findings } from './findings/findings.ts';
import type { Check } from './health/check.ts';
import type { Served } from './http/serve.ts';
import type { Log } from './log/log.ts';
import type { Metrics } from './metrics/metrics.ts';
import type { Outbound } from './outbound/outbound.ts';
import type { SettingsTable } from './settings/declare.ts';
import type { Settings } from './settings/settings.ts';

/** What every module stands on. Rooms are handed out whole; a module takes what it needs in `wire`. */
export interface Kernel {
  readonly db: Db;
  readonly transact: Transact;
  readonly clock: Clock;
  readonly log: Log;
  readonly assets: Assets;
  readonly findings: Findings;
  readonly settings: Settings;
  readonly metrics: Metrics;
  readonly outbound: Outbound;
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

/** A queue of background work. `cron` in UTC makes it run by time; `run` must be safe to repeat. */
export interface Job {
  readonly queue: string;
  readonly cron?: string;
  run(data: Readonly<Record<string, unknown>>): Promise<void>;
}

/** A resource that starts after the database and stops before it. */
export interface Resource {
  readonly name: string;
  start(): Promise<() => Promise<void>>;
}

/** What a module hands back once wired to the kernel. */
export interface WiredModule {
  readonly routes: readonly Served[];
  readonly subscribers?: readonly Subscriber[];
  readonly jobs?: readonly Job[];
  readonly checks?: readonly Check[];
  readonly resources?: readonly Resource[];
  readonly deviceTokens?: readonly DeviceTokens[];
  readonly safetyOf?: SafetyOf;
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
  readonly routes: readonly Route[];
  /** English sentences of its refusals, by code. */
  readonly sentences: Sentences;
  wire(kernel: Kernel): WiredModule;
}
