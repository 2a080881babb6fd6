import { sql } from 'kysely';
import { WHOLE_ESTATE } from '../src/kernel/contract/access.ts';
import type { Db } from '../src/kernel/db/database.ts';
import { queueOf } from '../src/kernel/findings/queue.ts';
import { startBenchConsole } from './console.ts';

const FINDINGS = 10_000;
const ROUNDS = 60;

interface Estate {
  readonly what: string;
  /** Findings of one asset, and so of one story. */
  readonly perAsset: number;
  /** Share of findings that name a cause which is open. */
  readonly folded: number;
}

const ESTATES: readonly Estate[] = [
  { what: '10,000 stories', perAsset: 1, folded: 0 },
  { what: '2,500 stories of 4', perAsset: 4, folded: 0 },
  { what: 'half folded', perAsset: 1, folded: 0.5 },
];

/** The first page of Today with 10,000 open findings, against the one statement behind it. */
export async function run(): Promise<void> {
  const bench = await startBenchConsole();
  try {
    const user = await bench.db.selectFrom('kernel.users').select('id').executeTakeFirstOrThrow();
    console.log(`\ntoday: a page of 50 with ${FINDINGS} open findings\n`);
    console.log(
      `${'estate'.padEnd(22)}${'list ms'.padStart(10)}${'p95'.padStart(8)}${'statement ms'.padStart(15)}${'p95'.padStart(8)}${'ratio'.padStart(8)}`,
    );
    for (const estate of ESTATES) {
      await seed(bench.db, estate, user.id);
      const request = { scope: WHOLE_ESTATE, userId: user.id, tab: 'anyone', limit: 50 } as const;
      const statement = await times(() => queueOf(bench.db, { ...request, now: Temporal.Now.instant() }));
      const list = await times(async () => {
        const reply = await bench.app.http.app.inject({ method: 'GET', url: '/api/today', headers: { cookie: bench.cookie } });
        if (reply.statusCode !== 200) throw new Error(`/api/today answered ${reply.statusCode}: ${reply.body}`);
      });
      print(estate, list, statement);
    }
    console.log('');
  } finally {
    await bench.stop();
  }
}

/** Half of the assets have an owner, a tenth is under maintenance, every other pair is one machine. */
async function seed(db: Db, { perAsset, folded }: Estate, userId: string): Promise<void> {
  const site = await db.selectFrom('kernel.sites').select('id').executeTakeFirstOrThrow();
  const at = sql`now() - random() * interval '30 days'`;
  for (const table of ['findings', 'stories', 'assets']) await sql`delete from ${sql.table(`kernel.${table}`)}`.execute(db);
  await sql`
    insert into kernel.assets (id, module, kind, name, site_id, host_name, created_at)
    select kernel.uuidv7(), 'servers', 'server', 'srv' || n, ${site.id}, 'srv' || n || '.example', now()
    from generate_series(1, ${FINDINGS / perAsset}::int) n`.execute(db);
  await sql`
    insert into kernel.responsibilities (asset_id, user_id, role, created_at)
    select id, ${userId}::uuid, 'owner', now() from kernel.assets where random() < 0.5`.execute(db);
  await sql`
    insert into kernel.maintenance_periods (id, asset_id, starts_at, ends_at, reason, created_at)
    select kernel.uuidv7(), id, now() - interval '1 hour', now() + interval '1 day', 'bench', now() from kernel.assets where random() < 0.1`.execute(
    db,
  );
  await sql`
    insert into kernel.stories (id, site_id, subject_kind, subject, opened_at)
    select id, site_id, 'asset', id::text, ${at} from kernel.assets`.execute(db);
  await sql`
    insert into kernel.findings (id, module, rule, key, site_id, asset_id, story_id, severity, opened_at, openings, cause_module, cause_rule, cause_key)
    select kernel.uuidv7(), 'servers', (array['report-silent', 'update-overdue', 'reboot-required', 'no-responsible'])[n], a.id, a.site_id, a.id, a.id,
      (array['info', 'warning', 'critical'])[1 + floor(random() * 3)::int], ${at}, array[now()], c.module, c.rule, c.key
    from kernel.assets a cross join generate_series(1, ${perAsset}::int) n
    left join (select 'servers' as module, 'host-down' as rule, 'switch' as key) c on random() < ${folded}`.execute(db);
  await openCause(db, site.id);
  // What autovacuum does within a minute of so many new rows.
  await sql`analyze`.execute(db);
}

async function openCause(db: Db, siteId: string): Promise<void> {
  await sql`
    with story as (
      insert into kernel.stories (id, site_id, subject_kind, subject, opened_at) values (kernel.uuidv7(), ${siteId}, 'key', 'servers/switch', now()) returning id
    )
    insert into kernel.findings (id, module, rule, key, site_id, story_id, severity, opened_at, openings)
    select kernel.uuidv7(), 'servers', 'host-down', 'switch', ${siteId}, story.id, 'critical', now(), array[now()] from story`.execute(db);
}

/** Milliseconds, sorted, after a few rounds of warming up. */
async function times(ask: () => Promise<unknown>): Promise<readonly number[]> {
  for (let round = 0; round < 10; round += 1) await ask();
  const taken: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const started = performance.now();
    await ask();
    taken.push(performance.now() - started);
  }
  return taken.sort((a, b) => a - b);
}

const at = (sorted: readonly number[], share: number): number => sorted[Math.floor(sorted.length * share)] ?? 0;

function print({ what }: Estate, list: readonly number[], statement: readonly number[]): void {
  const cells = [at(list, 0.5).toFixed(1).padStart(10), at(list, 0.95).toFixed(1).padStart(8), at(statement, 0.5).toFixed(1).padStart(15)];
  const ratio = (at(list, 0.5) / at(statement, 0.5)).toFixed(2).padStart(8);
  console.log(`${what.padEnd(22)}${cells.join('')}${at(statement, 0.95).toFixed(1).padStart(8)}${ratio}`);
}
