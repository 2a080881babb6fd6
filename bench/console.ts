import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type App, createApp } from '../src/app.ts';
import { logIn } from '../src/kernel/contract/routes/auth.ts';
import type { Db } from '../src/kernel/db/database.ts';
import { startEmbedded } from '../src/kernel/db/embedded.ts';
import { kernelMigrations } from '../src/kernel/db/kernel-migrations.ts';
import { migrate } from '../src/kernel/db/migrate.ts';
import { openDatabase } from '../src/kernel/db/open.ts';
import { createLog } from '../src/kernel/log/log.ts';
import { createSeal } from '../src/kernel/secrets/seal.ts';
import { modules } from '../src/modules.ts';
import { systemClock } from '../src/shared/time.ts';

/** A console as people run it, with a database of its own and somebody signed in. */
export interface BenchConsole {
  readonly app: App;
  readonly db: Db;
  /** Of a person who may see everything. */
  readonly cookie: string;
  stop(): Promise<void>;
}

const PASSWORD = 'correct horse battery staple';

export async function startBenchConsole(): Promise<BenchConsole> {
  const folder = mkdtempSync(join(tmpdir(), 'caretaker-bench-'));
  chmodSync(folder, 0o711);
  const log = createLog({ level: 'error', format: 'pretty' });
  const embedded = await startEmbedded({ dataDir: folder, log });
  const { db, close } = await openDatabase({ url: embedded.url, log });
  await migrate(db, [kernelMigrations, ...modules.map(({ migrations }) => migrations)], log);
  const app = await createApp({
    ...{ db, databaseUrl: embedded.url, isEmbedded: true, dataDir: folder, modules, allModules: modules, clock: systemClock, log },
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
  });
  await app.prepare();
  const cookie = await signIn(app);
  return {
    app,
    db,
    cookie,
    async stop() {
      await app.http.stop();
      await close();
      await embedded.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
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
