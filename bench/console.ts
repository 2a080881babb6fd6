import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type App, createApp } from '../src/app.ts';
import { ALL_ROLES, type ProcessRoles } from '../src/kernel/contract/process-roles.ts';
import { logIn } from '../src/kernel/contract/routes/auth.ts';
import type { Db } from '../src/kernel/db/database.ts';
import { startEmbedded } from '../src/kernel/db/embedded.ts';
import { kernelMigrations } from '../src/kernel/db/kernel-migrations.ts';
import { migrate } from '../src/kernel/db/migrate.ts';
import { openDatabase } from '../src/kernel/db/open.ts';
import { createLog } from '../src/kernel/log/log.ts';
import type { MqttConfig } from '../src/kernel/mqtt/mqtt-config.ts';
import { createSeal } from '../src/kernel/secrets/seal.ts';
import { createStops } from '../src/kernel/stops.ts';
import { modules } from '../src/modules.ts';
import { systemClock } from '../src/shared/time.ts';

/** A console as people run it, with a database of its own and somebody signed in. */
export interface BenchConsole {
  readonly app: App;
  readonly db: Db;
  readonly databaseUrl: string;
  /** Of a person who may see everything. */
  readonly cookie: string;
  /** Starts the work in the background too: jobs, timers, live. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

const PASSWORD = 'correct horse battery staple';

export async function startBenchConsole(): Promise<BenchConsole> {
  const dataDir = mkdtempSync(join(tmpdir(), 'caretaker-bench-'));
  chmodSync(dataDir, 0o711);
  const embedded = await startEmbedded({ dataDir, log });
  const { app, db, close } = await consoleOn({ url: embedded.url, dataDir });
  await app.prepare();
  const stops = createStops(log);
  return {
    ...{ app, db, databaseUrl: embedded.url, cookie: await signIn(app) },
    start: () => app.start(stops),
    async stop() {
      await app.http.stop();
      await stops.run();
      await close();
      await embedded.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

const log = createLog({ level: 'error', format: 'pretty' });

interface Place {
  readonly url: string;
  readonly dataDir: string;
  /** All where they are not said. */
  readonly roles?: ProcessRoles;
  /** Absent: the embedded broker on a free port. */
  readonly mqtt?: MqttConfig;
}

/** A console on a database that is there, migrated by it and not yet listening. */
export async function consoleOn({ url, dataDir, roles = ALL_ROLES, mqtt }: Place): Promise<{ app: App; db: Db; close(): Promise<void> }> {
  const { db, close } = await openDatabase({ url, log });
  await migrate(db, [kernelMigrations, ...modules.map(({ migrations }) => migrations)], log);
  const app = await createApp({
    ...{ db, databaseUrl: url, isEmbedded: true, dataDir, modules, allModules: modules, clock: systemClock, log, roles },
    seal: createSeal(new Uint8Array(32)),
    ...{
      timeZone: 'Europe/Berlin',
      publicUrl: 'http://localhost',
      isPublicUrlKnown: false,
      trustProxy: [],
      outboundProxy: null,
      ownPorts: [],
    },
    requestsPerMinute: null,
    ...(mqtt === undefined ? {} : { mqtt }),
  });
  return { app, db, close };
}

async function signIn(app: App): Promise<string> {
  const made = await app.auth.commandLine.createUser({
    username: 'bench',
    password: PASSWORD,
    email: 'bench@example.org',
    grants: [],
    isSuperadmin: true,
  });
  if (!made.ok) throw new Error(made.code);
  const payload = { username: 'bench', password: PASSWORD, session: 'cookie' };
  const reply = await app.http.app.inject({ method: 'POST', url: `/api${logIn.path}`, payload });
  return String(reply.headers['set-cookie']).split(';', 1)[0] ?? '';
}
