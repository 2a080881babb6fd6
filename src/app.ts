import { readFileSync } from 'node:fs';
import { createAssets } from './kernel/assets/create-assets.ts';
import { assetRoutes } from './kernel/assets/routes.ts';
import { ensureDefaultSite } from './kernel/assets/sites.ts';
import { auditRoutes } from './kernel/audit/routes.ts';
import { type Auth, createAuth } from './kernel/auth/auth.ts';
import { KERNEL_PERMISSIONS } from './kernel/contract/permissions.ts';
import { KERNEL_SENTENCES } from './kernel/contract/sentences.ts';
import { databaseCheck, migrationsCheck } from './kernel/db/checks.ts';
import type { Db } from './kernel/db/database.ts';
import { kernelMigrations } from './kernel/db/kernel-migrations.ts';
import { createTransact } from './kernel/db/transact.ts';
import { pruneEventsJob, subscriberJobs } from './kernel/events/jobs.ts';
import { createSubscriptions } from './kernel/events/subscriptions.ts';
import { createFindings } from './kernel/findings/create-findings.ts';
import { findingsRoutes } from './kernel/findings/routes.ts';
import { createStories } from './kernel/findings/stories-room.ts';
import { createFindingsTimer } from './kernel/findings/timer.ts';
import { aliveEdge, readinessEdge } from './kernel/health/edges.ts';
import { createHealth } from './kernel/health/health.ts';
import { healthRoutes } from './kernel/health/routes.ts';
import { readVersion } from './kernel/health/version.ts';
import { textEdge } from './kernel/http/edges.ts';
import { createHttp, type Http, type HttpParts } from './kernel/http/server.ts';
import { createJobs } from './kernel/jobs/jobs.ts';
import { createLive } from './kernel/live/live.ts';
import type { Log } from './kernel/log/log.ts';
import { createMetrics } from './kernel/metrics/create-metrics.ts';
import { metricsEdge } from './kernel/metrics/metrics-edge.ts';
import type { Kernel, Module } from './kernel/module.ts';
import { createOutbound } from './kernel/outbound/create-outbound.ts';
import type { Seal } from './kernel/secrets/seal.ts';
import { createSettings } from './kernel/settings/create-settings.ts';
import { KERNEL_SETTINGS } from './kernel/settings/kernel-settings.ts';
import { settingsRoutes } from './kernel/settings/routes.ts';
import type { Stops } from './kernel/stops.ts';
import type { Clock } from './shared/time.ts';

export interface AppParts extends Pick<HttpParts, 'requestsPerMinute' | 'checkOutput'> {
  readonly db: Db;
  /** For what brings its own connections: pg-boss, LISTEN. */
  readonly databaseUrl: string;
  readonly isEmbedded: boolean;
  /** Those that run. */
  readonly modules: readonly Module[];
  /** Those there are: their tables are kept, and grants may name them. */
  readonly allModules: readonly Module[];
  readonly seal: Seal;
  readonly clock: Clock;
  readonly log: Log;
  /** Zone of new sites (IANA). */
  readonly timeZone: string;
  /** Where people reach the console, without a trailing slash. */
  readonly publicUrl: string;
  /** False: it was guessed from the port, and people may use another address. */
  readonly isPublicUrlKnown: boolean;
  readonly trustProxy: readonly string[];
  readonly outboundProxy: string | null;
  readonly ownPorts: readonly number[];
}

/** A console on a migrated database, wired and not yet listening. */
export interface App {
  readonly http: Http;
  readonly auth: Auth;
  /** Makes the rows without which nothing works: the default site. Repeating it is harmless. */
  prepare(): Promise<void>;
  /** Starts what works in the background; each resource registers how it stops. */
  start(stops: Stops): Promise<void>;
}

/** The composition root: one straight function. Everything is made here, in the order in which it needs each other. */
export async function createApp(parts: AppParts): Promise<App> {
  const { db, databaseUrl, clock, log, timeZone, publicUrl, modules } = parts;
  const version = readVersion();
  const metrics = createMetrics();
  const health = createHealth({ log });
  const settings = createSettings({ log });
  const subscriptions = createSubscriptions();
  const jobs = createJobs({ url: databaseUrl, db, log, metrics });
  const transact = createTransact({ db, boss: jobs.boss, clock, subscriptions });
  const permissions = [...KERNEL_PERMISSIONS, ...modules.flatMap((module) => module.permissions)];
  const rules = modules.flatMap(({ name, rules }) => rules.map((rule) => ({ module: name, rule })));
  const findings = createFindings({ rules });
  const assets = createAssets({ findings });
  const outbound = createOutbound({ proxy: parts.outboundProxy, ownPorts: () => parts.ownPorts });

  const kernel: Kernel = { db, transact, clock, log, assets, findings, settings, metrics, outbound, timeZone, publicUrl };
  const wired = modules.map((module) => module.wire(kernel));

  const auth = createAuth({
    ...{ db, transact, clock, log, settings, permissions, seal: parts.seal },
    modules: parts.allModules.map(({ name }) => name),
    deviceTokens: wired.flatMap(({ deviceTokens = [] }) => deviceTokens),
  });
  const stories = createStories({
    ...{ db, transact, clock, rules, permissions: new Map(permissions.map((permission) => [permission.name, permission])) },
    safetyOf: () => wired.flatMap(({ safetyOf }) => (safetyOf === undefined ? [] : [safetyOf])),
  });
  const findingsTimer = createFindingsTimer({ db, transact, clock, log, findings });
  const live = createLive({ db, url: databaseUrl, gatekeeper: auth.gatekeeper, clock, log, tell: findingsTimer.hear });

  const ownJobs = [...auth.jobs, pruneEventsJob({ db, transact, settings })];
  for (const job of [...ownJobs, ...wired.flatMap((module) => module.jobs ?? [])]) jobs.add(job);
  const migrations = [kernelMigrations, ...parts.allModules.map((module) => module.migrations)];
  const ownChecks = [databaseCheck(db), migrationsCheck(db, migrations), jobs.check];
  for (const check of [...ownChecks, ...wired.flatMap(({ checks = [] }) => checks)]) health.add(check);

  const texts = wired.flatMap((module) => module.texts ?? []);
  const http = await createHttp({
    ...{ clock, log, metrics, permissions, version, gatekeeper: auth.gatekeeper, trustProxy: parts.trustProxy },
    publicUrl: parts.isPublicUrlKnown ? publicUrl : null,
    served: [
      ...auth.routes,
      ...assetRoutes({ db, transact, clock, assets, timeZone }),
      ...findingsRoutes(stories),
      ...settingsRoutes({ db, transact, tables: settingsTables(modules) }),
      ...auditRoutes(db),
      ...healthRoutes({
        ...{ db, clock, health, version, timeZone, isEmbedded: parts.isEmbedded },
        modules: modules.map(({ name }) => name),
        queues: () => jobs.counts(),
      }),
      ...live.routes,
      ...wired.flatMap(({ routes }) => routes),
    ],
    sentences: Object.assign({}, KERNEL_SENTENCES, ...modules.map((module) => module.sentences)),
    webDir: new URL('../dist/web/', import.meta.url).pathname,
    edges: [
      aliveEdge,
      readinessEdge(health),
      metricsEdge(metrics),
      ...texts.map(({ path, mediaType, file }) => textEdge({ path, mediaType, text: readFileSync(file, 'utf8') })),
    ],
    beforeStop: () => live.endStreams(),
    ...(parts.requestsPerMinute === undefined ? {} : { requestsPerMinute: parts.requestsPerMinute }),
    ...(parts.checkOutput === undefined ? {} : { checkOutput: parts.checkOutput }),
  });

  return {
    http,
    auth,
    prepare: () => ensureDefaultSite(transact, timeZone),
    async start(stops) {
      // Not before: a console that never starts (the command line) has no queues to tell them by.
      for (const subscriber of wired.flatMap(({ subscribers = [] }) => subscribers)) subscriptions.add(subscriber);
      for (const job of subscriberJobs(db, subscriptions)) jobs.add(job);
      stops.add('outbound', () => outbound.close());
      for (const resource of [jobs, live, findingsTimer, ...wired.flatMap(({ resources = [] }) => resources)]) {
        stops.add(resource.name, await resource.start());
      }
      stops.add('http', () => http.stop());
    },
  };
}

const settingsTables = (modules: readonly Module[]) => ({
  kernel: KERNEL_SETTINGS,
  ...Object.fromEntries(modules.map(({ name, settings }) => [name, settings])),
});
