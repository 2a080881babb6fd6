import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { createAssets } from './kernel/assets/create-assets.ts';
import { assetRoutes } from './kernel/assets/routes.ts';
import { ensureDefaultSite } from './kernel/assets/sites.ts';
import { auditRoutes } from './kernel/audit/routes.ts';
import { type Auth, createAuth } from './kernel/auth/auth.ts';
import { createSecretLinks } from './kernel/auth/links/links.ts';
import { createAddressesInUse } from './kernel/auth/sessions/addresses-in-use.ts';
import { KERNEL_PERMISSIONS } from './kernel/contract/permissions.ts';
import { ALL_ROLES, type ProcessRoles } from './kernel/contract/process-roles.ts';
import { KERNEL_SENTENCES } from './kernel/contract/sentences.ts';
import { databaseCheck, migrationsCheck } from './kernel/db/checks.ts';
import type { Db } from './kernel/db/database.ts';
import { kernelMigrations } from './kernel/db/kernel-migrations.ts';
import { createTransact } from './kernel/db/transact.ts';
import { createErrands } from './kernel/errands/create-errands.ts';
import { subscriberJobs } from './kernel/events/jobs.ts';
import { createSubscriptions, type PublishedEvent } from './kernel/events/subscriptions.ts';
import { createFiles } from './kernel/files/create-files.ts';
import type { S3Place } from './kernel/files/s3-place.ts';
import { createFindings } from './kernel/findings/create-findings.ts';
import { findingsRoutes } from './kernel/findings/routes.ts';
import { createStories } from './kernel/findings/stories-room.ts';
import { createFindingsTimer } from './kernel/findings/timer.ts';
import { aliveEdge, readinessEdge } from './kernel/health/edges.ts';
import { createHealth } from './kernel/health/health.ts';
import { healthRoutes } from './kernel/health/routes.ts';
import { readVersion } from './kernel/health/version.ts';
import { createHeld } from './kernel/held/held.ts';
import { heldRoutes } from './kernel/held/routes.ts';
import { textEdge } from './kernel/http/edges.ts';
import type { Served } from './kernel/http/serve.ts';
import { createHttp, type Http, type HttpParts } from './kernel/http/server.ts';
import { upgradeEdge } from './kernel/http/upgrade.ts';
import { createJobs } from './kernel/jobs/jobs.ts';
import { schedulerCheck } from './kernel/leases/check.ts';
import { createLeadership, type LeasePeriods } from './kernel/leases/leadership.ts';
import { createLive } from './kernel/live/live.ts';
import type { Log } from './kernel/log/log.ts';
import { createMetrics } from './kernel/metrics/create-metrics.ts';
import { metricsEdge } from './kernel/metrics/metrics-edge.ts';
import type { Kernel, Module, Resource } from './kernel/module.ts';
import { createMqtt } from './kernel/mqtt/create-mqtt.ts';
import type { MqttConfig } from './kernel/mqtt/mqtt-config.ts';
import { createOutbound } from './kernel/outbound/create-outbound.ts';
import type { Seal } from './kernel/secrets/seal.ts';
import { createSettings } from './kernel/settings/create-settings.ts';
import { KERNEL_SETTINGS } from './kernel/settings/kernel-settings.ts';
import { settingsRoutes } from './kernel/settings/routes.ts';
import { sealClearSettings } from './kernel/settings/seal-clear.ts';
import type { Stops } from './kernel/stops.ts';
import { createStreams } from './kernel/streams/create-streams.ts';
import { createTelling, type MailOptions } from './kernel/telling/create-telling.ts';
import { TELLING_RULES } from './kernel/telling/rules.ts';
import { createTexts } from './kernel/telling/texts/texts.ts';
import { loadLocales } from './locales.ts';
import type { Clock } from './shared/time.ts';

export interface AppParts extends Pick<HttpParts, 'requestsPerMinute' | 'checkOutput'> {
  readonly db: Db;
  /** For what brings its own connections: pg-boss, LISTEN. */
  readonly databaseUrl: string;
  readonly isEmbedded: boolean;
  /** Absolute: what the console keeps beside the database. */
  readonly dataDir: string;
  /** Absent: the embedded broker on a free port of loopback. */
  readonly mqtt?: MqttConfig;
  /** Absent or null: files are stored in the data folder. */
  readonly filesStore?: S3Place | null;
  /** What this process does; absent: everything. None: it only writes, as commands do. */
  readonly roles?: ProcessRoles;
  /** How long it goes on serving once it stops, so that a load balancer leaves it first; absent: not at all. */
  readonly drain?: Temporal.Duration;
  /** Tests shorten them. */
  readonly leasePeriods?: LeasePeriods;
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
  /** How mail leaves; absent or null: nobody is told by mail. */
  readonly mail?: MailOptions | null;
  readonly ownPorts: readonly number[];
}

/** A console on a migrated database, wired and not yet listening. */
export interface App {
  readonly http: Http;
  readonly auth: Auth;
  /** Makes what nothing works without: the default site, the parts of tables for the next days; seals what lies in clear. Repeating it is harmless. */
  prepare(): Promise<void>;
  /** Starts what works in the background; each resource registers how it stops. */
  start(stops: Stops): Promise<void>;
}

/** The composition root: one straight function. Everything is made here, in the order in which it needs each other. */
export async function createApp(parts: AppParts): Promise<App> {
  const { db, databaseUrl, clock, log, timeZone, publicUrl, modules, roles = ALL_ROLES } = parts;
  const version = readVersion();
  const metrics = createMetrics();
  const health = createHealth({ log });
  const settings = createSettings({ log, seal: parts.seal });
  const subscriptions = createSubscriptions();
  const jobs = createJobs({ url: databaseUrl, db, log, metrics, isWorker: roles.has('worker') });
  const transact = createTransact({ db, boss: jobs.boss, clock, subscriptions });
  const periods = parts.leasePeriods === undefined ? {} : { periods: parts.leasePeriods };
  const leading = createLeadership({ db, url: databaseUrl, log, metrics, transact, ...periods });
  const permissions = [...KERNEL_PERMISSIONS, ...modules.flatMap((module) => module.permissions)];
  const rules = [...TELLING_RULES, ...modules.flatMap(({ name, rules }) => rules.map((rule) => ({ module: name, rule })))];
  const findings = createFindings({ rules });
  const assets = createAssets({ findings });
  const held = createHeld({ db });
  const mqtt = createMqtt({ ...parts, roles, metrics, held, ...(parts.mqtt === undefined ? {} : { config: parts.mqtt }) });
  const files = createFiles({ config: { dataDir: parts.dataDir, s3: parts.filesStore ?? null }, db, transact, log, metrics, held });
  const ownPorts = (): readonly number[] => [...parts.ownPorts, ...mqtt.ports()];
  const outbound = createOutbound({ proxy: parts.outboundProxy, ownPorts, held });

  const secretLinks = createSecretLinks({ db, transact, clock });
  const permissionsByName = new Map(permissions.map((permission) => [permission.name, permission]));
  const errands = createErrands({ db, transact, leading, clock, log, permissions: permissionsByName });

  const telling = createTelling({
    ...{ db, transact, leading, clock, log, settings, metrics, outbound, held, health, seal: parts.seal, findings },
    ...{ mail: parts.mail ?? null, texts: await createTexts(await loadLocales(parts.allModules)), timeZone, publicUrl },
  });

  const kernel: Kernel = {
    db,
    transact,
    leading,
    clock,
    log,
    assets,
    findings,
    telling,
    errands,
    settings,
    seal: parts.seal,
    metrics,
    outbound,
    mqtt,
    files,
    held,
    secretLinks,
    addressesInUse: createAddressesInUse({ clock, trustProxy: parts.trustProxy }),
    timeZone,
    publicUrl,
  };
  const wired = modules.map((module) => module.wire(kernel));
  mqtt.wire({
    subscriptions: wired.flatMap(({ mqttSubscriptions = [] }) => mqttSubscriptions),
    credentials: wired.flatMap(({ mqttCredentials = [] }) => mqttCredentials),
  });

  const auth = createAuth({
    ...{ db, transact, clock, log, settings, permissions, seal: parts.seal },
    modules: parts.allModules.map(({ name }) => name),
    deviceTokens: wired.flatMap(({ deviceTokens = [] }) => deviceTokens),
    ...{ linkPurposes: modules.flatMap(({ linkPurposes = [] }) => linkPurposes), publicUrl },
  });
  const stories = createStories({
    ...{ db, transact, clock, rules, permissions: permissionsByName },
    safetyOf: () => wired.flatMap(({ safetyOf }) => (safetyOf === undefined ? [] : [safetyOf])),
  });
  const findingsTimer = createFindingsTimer({ db, leading, clock, log, findings });
  const led = [findingsTimer, ...telling.leads, ...errands.leads, ...wired.flatMap(({ leads = [] }) => leads)];
  for (const resource of led) leading.add(resource);
  const hearers = [findingsTimer.hear, telling.hear, ...wired.flatMap(({ hear }) => (hear === undefined ? [] : [hear]))];
  const tell = (event: PublishedEvent): void => {
    for (const hear of hearers) hear(event);
  };
  const live = createLive({ db, url: databaseUrl, gatekeeper: auth.gatekeeper, clock, log, tell });

  const streams = createStreams({ db, transact, clock, log, metrics, settings, modules: parts.allModules });
  const ownJobs = [...auth.jobs, ...streams.jobs, ...files.jobs, ...telling.jobs];
  for (const job of [...ownJobs, ...wired.flatMap((module) => module.jobs ?? [])]) jobs.add(job);
  const migrations = [kernelMigrations, ...parts.allModules.map((module) => module.migrations)];
  const ownChecks = [
    databaseCheck(db),
    migrationsCheck(db, migrations),
    jobs.check,
    schedulerCheck({ db, stale: leading.periods.stale }),
    held.check,
    files.check,
    ...mqtt.checks(),
    ...telling.checks,
  ];
  for (const check of [...ownChecks, ...wired.flatMap(({ checks = [] }) => checks)]) health.add(check);

  const served = [
    ...auth.routes,
    ...assetRoutes({ db, transact, clock, assets, timeZone }),
    ...findingsRoutes(stories),
    ...errands.routes,
    ...settingsRoutes({ db, transact, seal: parts.seal, tables: settingsTables(modules) }),
    ...auditRoutes(db),
    ...heldRoutes({ db, transact }),
    ...telling.routes,
    ...streams.routes,
    ...healthRoutes({
      ...{ db, clock, health, version, timeZone, isEmbedded: parts.isEmbedded },
      modules: modules.map(({ name }) => name),
      ...{ queues: () => jobs.counts(), roles, leadership: leading },
    }),
    ...live.routes,
    ...wired.flatMap(({ routes }) => routes),
  ];
  const isForDevices = new Set(permissions.filter(({ role }) => role === 'device').map(({ name }) => name));
  const isHere = ({ route }: Served): boolean => roles.has(isForDevices.has(route.permission ?? '') ? 'ingest' : 'web');
  const texts = roles.has('web') || roles.has('ingest') ? wired.flatMap((module) => module.texts ?? []) : [];
  const http = await createHttp({
    ...{ clock, log, metrics, permissions, version, gatekeeper: auth.gatekeeper, trustProxy: parts.trustProxy },
    publicUrl: parts.isPublicUrlKnown ? publicUrl : null,
    served: served.filter(isHere),
    elsewhere: served.filter((one) => !isHere(one)).map(({ route }) => route),
    sentences: Object.assign({}, KERNEL_SENTENCES, ...modules.map((module) => module.sentences)),
    webDir: roles.has('web') ? new URL('../dist/web/', import.meta.url).pathname : null,
    edges: [
      aliveEdge,
      readinessEdge(health),
      metricsEdge(metrics),
      upgradeEdge(mqtt.door.path, mqtt.doorWords),
      ...texts.map(({ path, mediaType, file }) => textEdge({ path, mediaType, text: readFileSync(file, 'utf8') })),
    ],
    sites: roles.has('web') ? wired.flatMap((module) => module.sites ?? []) : [],
    downloads: roles.has('web') || roles.has('ingest') ? wired.flatMap((module) => module.downloads ?? []) : [],
    upgrade: mqtt.door,
    beforeStop: () => live.endStreams(),
    ...(parts.requestsPerMinute === undefined ? {} : { requestsPerMinute: parts.requestsPerMinute }),
    ...(parts.checkOutput === undefined ? {} : { checkOutput: parts.checkOutput }),
  });

  return {
    http,
    auth,
    async prepare() {
      await ensureDefaultSite(transact, timeZone);
      await streams.prepare();
      // Also of modules that are switched off: they may come back.
      for (const table of Object.values(settingsTables(parts.allModules))) await sealClearSettings({ transact, seal: parts.seal }, table);
    },
    async start(stops) {
      // Every process tells the subscribers of all modules, whoever runs their jobs.
      for (const subscriber of wired.flatMap(({ subscribers = [] }) => subscribers)) subscriptions.add(subscriber);
      for (const job of subscriberJobs(db, subscriptions)) jobs.add(job);
      const startAll = async (resources: readonly Resource[]): Promise<void> => {
        for (const resource of resources.filter(({ role }) => role === undefined || roles.has(role))) {
          stops.add(resource.name, await resource.start());
        }
      };
      stops.add('outbound', () => outbound.close());
      await startAll([errands.writer, jobs]);
      if (roles.has('web') || roles.has('scheduler')) await startAll([live]);
      if (roles.size > 0) await startAll([...wired.flatMap(({ resources = [] }) => resources), mqtt]);
      stops.add('http', () => http.stop());
      stops.add('drain', () => drain(parts.drain));
      // The last to begin and the first to be given back.
      await startAll([leading]);
      stops.add('readiness', async () => {
        // Callers that keep their connection are let go with the same answer by which a balancer learns of the end.
        http.drain();
        health.beginStop();
      });
    },
  };
}

/** Until load balancers have seen that this process is not ready, requests are still answered. */
async function drain(during: Temporal.Duration | undefined): Promise<void> {
  if (during === undefined || during.blank) return;
  await sleep(during.total('milliseconds'));
}

const settingsTables = (modules: readonly Module[]) => ({
  kernel: KERNEL_SETTINGS,
  ...Object.fromEntries(modules.map(({ name, settings }) => [name, settings])),
});
