import fastify from 'fastify';
import { sql } from 'kysely';
import type { Db } from '../src/kernel/db/database.ts';
import { seedSchedule, seedServer } from '../src/modules/servers/testing/seed.ts';
import type { SiteId } from '../src/shared/ids.ts';
import { type BenchConsole, startBenchConsole } from './console.ts';
import { type Measured, measure } from './load.ts';

const SERVERS = 1_000;
const PAGE = '/api/servers?limit=50';
const ASKERS = 4;
const SECONDS = 5;

/** A page of 50 of 1,000 servers, against a bare Fastify that sends the same bytes. */
export async function run(): Promise<void> {
  const bench = await startBenchConsole();
  try {
    await seed(bench.db);
    const bytes = await onePage(bench);
    const { port } = await bench.app.http.listen({ host: '127.0.0.1', port: 0 });
    const bare = await serveBytes(bytes);
    const load = { headers: { cookie: bench.cookie }, askers: ASKERS, seconds: SECONDS };
    const bareSpeed = await measure({ ...load, url: `${bare.url}${PAGE}` });
    const speed = await measure({ ...load, url: `http://127.0.0.1:${port}${PAGE}` });
    await bare.stop();
    print(bytes, { 'bare Fastify': bareSpeed, console: speed });
  } finally {
    await bench.stop();
  }
}

const WINDOWS = ['Europe/Berlin', 'America/New_York', 'Asia/Kathmandu', 'Australia/Lord_Howe'].map((timeZone) => ({
  start: '08:00',
  end: '22:00',
  timeZone,
  weekdays: [1, 2, 3, 4, 5],
}));

async function seed(db: Db): Promise<void> {
  const site = await db.selectFrom('kernel.sites').select('id').executeTakeFirstOrThrow();
  const siteId = site.id as SiteId;
  const user = await db.selectFrom('kernel.users').select('id').executeTakeFirstOrThrow();
  const rhythm = { intervalDays: 30, preferredWeekday: 3 };
  const schedule = { id: await seedSchedule(db, siteId, 'monthly', rhythm), ...rhythm };
  const now = Temporal.Now.instant();
  for (let index = 0; index < SERVERS; index += 1) {
    const window = WINDOWS[index % WINDOWS.length] ?? null;
    const lastUpdatedAt = now.subtract({ hours: (index % 60) * 24 });
    const id = await seedServer(db, { name: `srv${index}`, siteId, schedule, lastUpdatedAt, window, tags: ['web', 'dmz'] });
    await db.insertInto('kernel.responsibilities').values({ asset_id: id, user_id: user.id, role: 'owner', created_at: now }).execute();
  }
  // What autovacuum does within a minute of so many new rows.
  await sql`analyze`.execute(db);
}

async function onePage({ app, cookie }: BenchConsole): Promise<string> {
  const reply = await app.http.app.inject({ method: 'GET', url: PAGE, headers: { cookie } });
  if (reply.statusCode !== 200) throw new Error(`${PAGE} answered ${reply.statusCode}: ${reply.body}`);
  return reply.body;
}

async function serveBytes(bytes: string): Promise<{ readonly url: string; stop(): Promise<void> }> {
  const app = fastify();
  app.get('/api/servers', (_request, reply) => reply.type('application/json; charset=utf-8').send(bytes));
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  return { url, stop: () => app.close() };
}

function print(bytes: string, rows: Readonly<Record<'bare Fastify' | 'console', Measured>>): void {
  console.log(`\nservers: a page of 50 of ${SERVERS}, ${Math.round(bytes.length / 1_024)} KiB, ${ASKERS} at once\n`);
  console.log(`${'who'.padEnd(14)}${'per second'.padStart(12)}${'median ms'.padStart(12)}${'p95 ms'.padStart(10)}`);
  for (const [who, { perSecond, median, p95 }] of Object.entries(rows)) {
    console.log(`${who.padEnd(14)}${perSecond.toFixed(0).padStart(12)}${median.toFixed(1).padStart(12)}${p95.toFixed(1).padStart(10)}`);
  }
  console.log(`\nratio (bare Fastify / console): ${(rows['bare Fastify'].perSecond / rows.console.perSecond).toFixed(1)}\n`);
}
