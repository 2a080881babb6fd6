import { type App, createApp } from './app.ts';
import type { RunningConsole } from './commands/serve.ts';
import type { OpenUsers } from './commands/user.ts';
import type { OpenFiles } from './kernel/backup/files.ts';
import { createStoredFiles } from './kernel/backup/stored-files.ts';
import type { Config } from './kernel/config/config.ts';
import { PROCESS_ROLES } from './kernel/contract/process-roles.ts';
import { kernelMigrations } from './kernel/db/kernel-migrations.ts';
import { migrate } from './kernel/db/migrate.ts';
import { type ProvidedDatabase, provideDatabase, provideDatabaseForCommand } from './kernel/db/provide.ts';
import { brokerCheck, bucketCheck, mailCheck } from './kernel/doctor/outsides.ts';
import type { Check } from './kernel/health/check.ts';
import { freePort } from './kernel/http/free-port.ts';
import type { LeasePeriods } from './kernel/leases/leadership.ts';
import { createLog, type Log } from './kernel/log/log.ts';
import type { Module } from './kernel/module.ts';
import { consoleKey } from './kernel/secrets/console-key.ts';
import { createSeal, noSeal, type Seal } from './kernel/secrets/seal.ts';
import { StartError } from './kernel/start-error.ts';
import { createStops } from './kernel/stops.ts';
import type { MailOptions } from './kernel/telling/create-telling.ts';
import { modules } from './modules.ts';
import { systemClock } from './shared/time.ts';

/** Every module's tables are kept up to date, also of those that are switched off: they may come back. */
export const migrations = [kernelMigrations, ...modules.map((module) => module.migrations)];

/** Also of modules that are switched off: what they hold is restored with the rest. */
export const afterRestore = modules.flatMap((module) => module.afterRestore ?? []);

/**
 * Data-folder lock, database, migrations, kernel, modules, listen: in this order, each registering how it stops.
 * What has started is stopped again when a later step fails. `guests` are modules that keep no tables, such as the demo's;
 * `leasePeriods` are shortened by tests. Throws a StartError with a sentence.
 */
export async function startConsole(
  given: Config,
  log: Log,
  guests: readonly Module[] = [],
  leasePeriods?: LeasePeriods,
): Promise<RunningConsole> {
  const stops = createStops(log);
  try {
    const config = { ...given, port: given.port === 0 ? await freePort(given.host) : given.port };
    const running = [...modulesFor(config), ...guests];
    requireDatabaseForRoles(config);
    const database = await provideDatabase({ ...config, log });
    stops.add('database', () => database.close());
    await migrate(database.db, migrations, log);
    const secretKey = await consoleKey({ db: database.db, clock: systemClock, dataDir: config.dataDir, secretKey: config.secretKey });
    const app = await appOn(database, { config, running, log, leasePeriods, seal: createSeal(secretKey) });
    await app.prepare();
    await app.start(stops);
    // Each link replaces the one before: a process that nobody can open it at makes none.
    const setup = config.roles.has('web') ? await app.auth.prepareSetup(config.setupToken) : { token: null };
    await listen(app, config);
    const url = publicUrlOf(config);
    log.info({ url, host: config.host, port: config.port }, 'console is listening');
    return {
      url,
      setupToken: setup.token,
      setupUrl: setup.token === null ? null : `${url}/setup#token=${setup.token}`,
      stop: () => stops.run(),
    };
  } catch (error) {
    await stops.run();
    throw error;
  }
}

/** The file store for backup and restore. */
export const openFiles: OpenFiles = ({ dataDir, filesStore }) => createStoredFiles({ dataDir, s3: filesStore });

/** What `doctor` asks beside the console and its database. */
export const outsides = ({ smtp, mqtt, filesStore, dataDir }: Config): readonly Check[] => [
  ...(smtp === null ? [] : [mailCheck(smtp)]),
  ...(mqtt.url === null ? [] : [brokerCheck({ ...mqtt, url: mqtt.url })]),
  ...(filesStore === null ? [] : [bucketCheck(filesStore, dataDir)]),
];

/** For commands about users, beside a running console or alone. Throws a StartError with a sentence. */
export async function openUsers(config: Config): Promise<OpenUsers> {
  // Standard output belongs to the answer.
  const log = createLog({ ...config.log, level: 'error' }, process.stderr);
  const stops = createStops(log);
  const database = await provideDatabaseForCommand({ ...config, log });
  stops.add('database', () => database.close());
  try {
    await migrate(database.db, migrations, log);
    const app = await appOn(database, { config: { ...config, roles: new Set() }, running: modulesFor(config), log, seal: noSeal });
    // What it changes is told to the modules of the running processes, too: by jobs, which it only puts in.
    await app.start(stops);
    return { users: app.auth.commandLine, close: () => stops.run() };
  } catch (error) {
    await stops.run();
    throw error;
  }
}

/** The embedded database is one process's own: what that leaves undone, nobody could do. */
function requireDatabaseForRoles({ roles, databaseUrl }: Config): void {
  if (databaseUrl !== null || roles.size === PROCESS_ROLES.length) return;
  throw new StartError(
    `This process is to be ${[...roles].join(', ')} only, but no other one can share the embedded database. Give it all roles, or a database of its own (CARETAKER_DATABASE_URL).`,
  );
}

function modulesFor({ modules: wanted }: Config): readonly Module[] {
  if (wanted === null) return modules;
  const known = modules.map(({ name }) => name);
  const unknown = wanted.filter((name) => !known.includes(name));
  if (unknown.length > 0) throw new StartError(`CARETAKER_MODULES names ${unknown.join(', ')}; there is ${known.join(', ')}.`);
  return modules.filter(({ name }) => wanted.includes(name));
}

interface Given {
  readonly config: Config;
  readonly running: readonly Module[];
  readonly log: Log;
  readonly leasePeriods?: LeasePeriods | undefined;
  readonly seal: Seal;
}

const appOn = async ({ db, url, embedded }: ProvidedDatabase, { config, running, log, leasePeriods, seal }: Given): Promise<App> =>
  createApp({
    db,
    databaseUrl: url,
    isEmbedded: embedded !== null,
    dataDir: config.dataDir,
    mqtt: config.mqtt,
    filesStore: config.filesStore,
    roles: config.roles,
    drain: config.drain,
    ...(leasePeriods === undefined ? {} : { leasePeriods }),
    modules: running,
    allModules: modules,
    seal,
    clock: systemClock,
    log,
    timeZone: config.timeZone,
    publicUrl: publicUrlOf(config),
    isPublicUrlKnown: config.publicUrl !== null,
    trustProxy: config.trustProxy,
    outboundProxy: config.outboundProxy,
    mail: mailOf(config),
    ownPorts: [config.port],
  });

async function listen(app: App, { host, port }: Config): Promise<void> {
  try {
    await app.http.listen({ host, port });
  } catch (error) {
    const reason =
      error instanceof Error && 'code' in error && error.code === 'EADDRINUSE' ? 'something else listens there' : String(error);
    throw new StartError(`The console cannot listen on ${host}, port ${port}: ${reason}. Choose another one with CARETAKER_PORT.`, {
      cause: error,
    });
  }
}

const mailOf = (config: Config): MailOptions | null =>
  config.smtp === null
    ? null
    : { server: config.smtp, from: config.mailFrom ?? `Caretaker <caretaker@${new URL(publicUrlOf(config)).hostname}>` };

const publicUrlOf = ({ publicUrl, port }: Pick<Config, 'publicUrl' | 'port'>): string => publicUrl ?? `http://localhost:${port}`;
