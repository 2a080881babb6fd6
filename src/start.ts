import { type App, createApp } from './app.ts';
import type { RunningConsole } from './commands/serve.ts';
import type { OpenUsers } from './commands/user.ts';
import type { Config } from './kernel/config/config.ts';
import { kernelMigrations } from './kernel/db/kernel-migrations.ts';
import { migrate } from './kernel/db/migrate.ts';
import { type ProvidedDatabase, provideDatabase, provideDatabaseForCommand } from './kernel/db/provide.ts';
import { freePort } from './kernel/http/free-port.ts';
import { createLog, type Log } from './kernel/log/log.ts';
import type { Module } from './kernel/module.ts';
import { createSeal } from './kernel/secrets/seal.ts';
import { loadSecretKey } from './kernel/secrets/secret-key.ts';
import { StartError } from './kernel/start-error.ts';
import { createStops } from './kernel/stops.ts';
import { modules } from './modules.ts';
import { systemClock } from './shared/time.ts';

/** Every module's tables are kept up to date, also of those that are switched off: they may come back. */
export const migrations = [kernelMigrations, ...modules.map((module) => module.migrations)];

/**
 * Data-folder lock, database, migrations, kernel, modules, listen: in this order, each registering how it stops.
 * What has started is stopped again when a later step fails. Throws a StartError with a sentence.
 */
export async function startConsole(given: Config, log: Log): Promise<RunningConsole> {
  const stops = createStops(log);
  try {
    const config = { ...given, port: given.port === 0 ? await freePort(given.host) : given.port };
    const running = modulesFor(config);
    const database = await provideDatabase({ ...config, log });
    stops.add('database', () => database.close());
    await migrate(database.db, migrations, log);
    const app = await appOn(database, { config, running, log });
    await app.prepare();
    await app.start(stops);
    const setup = await app.auth.prepareSetup(config.setupToken);
    await listen(app, config);
    const url = publicUrlOf(config);
    log.info({ url, host: config.host, port: config.port }, 'console is listening');
    return { url, setupUrl: setup.token === null ? null : `${url}/setup#token=${setup.token}`, stop: () => stops.run() };
  } catch (error) {
    await stops.run();
    throw error;
  }
}

/** For commands about users, beside a running console or alone. Throws a StartError with a sentence. */
export async function openUsers(config: Config): Promise<OpenUsers> {
  // Standard output belongs to the answer.
  const log = createLog({ ...config.log, level: 'error' }, process.stderr);
  const database = await provideDatabaseForCommand({ ...config, log });
  try {
    await migrate(database.db, migrations, log);
    const app = await appOn(database, { config, running: [], log });
    return { users: app.auth.commandLine, close: () => database.close() };
  } catch (error) {
    await database.close();
    throw error;
  }
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
}

const appOn = async ({ db, url, embedded }: ProvidedDatabase, { config, running, log }: Given): Promise<App> =>
  createApp({
    db,
    databaseUrl: url,
    isEmbedded: embedded !== null,
    modules: running,
    allModules: modules,
    seal: createSeal(await loadSecretKey(config.dataDir, config.secretKey)),
    clock: systemClock,
    log,
    timeZone: config.timeZone,
    publicUrl: publicUrlOf(config),
    isPublicUrlKnown: config.publicUrl !== null,
    trustProxy: config.trustProxy,
    outboundProxy: config.outboundProxy,
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

const publicUrlOf = ({ publicUrl, port }: Pick<Config, 'publicUrl' | 'port'>): string => publicUrl ?? `http://localhost:${port}`;
