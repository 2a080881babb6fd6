import { sql } from 'kysely';
import { addMyToken } from '../src/kernel/contract/routes/auth.ts';
import type { Db } from '../src/kernel/db/database.ts';
import { type BenchConsole, startBenchConsole } from './console.ts';
import { measure } from './load.ts';
import type { BenchOptions } from './options.ts';
import { growFleet } from './screens/fleet.ts';

const SCREENS = 10_000;
const GROUPS = 250;
const LINES = 500_000;
/** What a page may cost with so many screens, in milliseconds (p95). */
const MOST_MS = 100;

const PATHS = [
  '/screens/monitoring-overview?limit=60',
  '/screens/monitoring-overview?limit=60&state=critical',
  '/screens/monitoring-overview?limit=60&q=screen+000003',
  '/screens/counts',
  '/screens/overview',
  '/screens/overview?state=offline,critical',
  '/screens/now',
  '/screens?limit=100',
  '/screens/service-failed',
  '/screens/logs/recent-errors?hours=24',
  '/screens/logs/summary?hours=24',
];

/** What people read of 10,000 screens, by HTTP with an API token; the load shares its core with the console. */
export async function run({ seconds }: BenchOptions): Promise<void> {
  const bench = await startBenchConsole();
  try {
    await growFleet(bench.db, SCREENS, GROUPS);
    await makeBusy(bench.db);
    const headers = { authorization: `Bearer ${await makeToken(bench)}` };
    const { port } = await bench.app.http.listen({ host: '127.0.0.1', port: 0 });
    const [one] = (await sql<{ id: string }>`select id from screens.screens order by id limit 1`.execute(bench.db)).rows;
    const ofOne = ['logs', 'screenshots', 'history'].map((part) => `/screens/${one?.id ?? ''}/${part}`);
    console.log(`\nPages of ${SCREENS} screens in ${GROUPS} groups with ${LINES} lines in their logs; at most ${MOST_MS} ms (p95)\n`);
    console.log('| path | median ms | p95 ms | within |\n| --- | ---: | ---: | --- |');
    for (const path of [...PATHS, ...ofOne]) {
      const { median, p95 } = await measure({ urls: [`http://127.0.0.1:${port}/api${path}`], headers, askers: 1, seconds });
      const shown = path.replace(one?.id ?? '', ':id');
      console.log(`| ${shown} | ${median.toFixed(1)} | ${p95.toFixed(1)} | ${p95 <= MOST_MS ? 'yes' : 'NO'} |`);
    }
  } finally {
    await bench.stop();
  }
}

/** Most are well; the others are in every state. Lines of a day, a twentieth of them errors. */
async function makeBusy(db: Db): Promise<void> {
  await db.connection().execute(async (connection) => {
    await sql`set statement_timeout = 0`.execute(connection);
    await sql`
      update screens.screens s set
        last_alive = case when n.n % 50 = 0 then now() - interval '1 hour' else now() + interval '1 hour' end,
        process_status = case when n.n % 70 = 0 then 'crashed' else 'running' end, current_process = 'chromium',
        service_failed_at = case when n.n % 300 = 0 then now() end, service_failed_unit = case when n.n % 300 = 0 then 'player.service' end,
        picture_status = case when n.n % 90 = 0 then 'BLACK' else 'OK' end, picture_analysed_at = now(), picture_look = 'abc',
        last_screenshot_at = now() + interval '1 hour', last_shot_id = s.id, last_shot_kind = 'periodic',
        priority_shot_id = s.id, priority_shot_kind = 'event_start', priority_shot_at = case when n.n % 4 = 0 then now() + interval '1 hour' end,
        last_log_at = now(), last_log_level = 'INFO', last_log = 'An event began.', last_error = 'A file is broken.',
        last_error_at = case when n.n % 40 = 0 then now() else now() - interval '2 days' end
      from (select id, row_number() over () as n from screens.screens) n where n.id = s.id`.execute(connection);
    await sql`
      with event as (
        insert into screens.events (id, site_id, title, starts, ends, time_zone, rule, first_at, priority, is_active, content, created_at)
        select g.id, g.site_id, 'Menu of ' || g.name, '2026-01-01T00:00:00', '2026-01-01T23:59:00', 'Europe/Berlin', 'FREQ=DAILY',
          '2026-01-01T00:00:00Z', 0, true, '{"type":"website","url":"https://example.org/"}', now()
        from screens.groups g returning id, site_id)
      insert into screens.event_groups (event_id, group_id, site_id) select id, id, site_id from event`.execute(connection);
    await sql`
      insert into screens.programmes (group_id, due_at, active, active_since)
      select g.id, now() + interval '1 hour',
        array[g.id || ':' || g.number || ':' || to_char(date_trunc('day', now()) at time zone 'UTC', 'YYYYMMDD"T"HH24MISS"Z"')], now()
      from screens.groups g`.execute(connection);
    await sql`update screens.screens s set current_event_id = p.active[1] from screens.programmes p where p.group_id = s.group_id`.execute(
      connection,
    );
    await sql`
      insert into screens.log_lines (id, screen_id, at, level, message)
      select gen_random_uuid(), s.id, now() - random() * interval '1 day',
        case when l % 20 = 0 then 'ERROR' when l % 7 = 0 then 'WARN' else 'INFO' end, 'line ' || l || ' of what a player writes'
      from screens.screens s cross join generate_series(1, ${LINES / SCREENS}::int) l`.execute(connection);
    await sql`vacuum analyze`.execute(connection);
    await sql`reset statement_timeout`.execute(connection);
  });
}

async function makeToken({ app, cookie }: BenchConsole): Promise<string> {
  const payload = { name: 'bench', scopes: ['screens:read', 'screens:manage', 'screens:logs'] };
  const reply = await app.http.app.inject({ method: 'POST', url: `/api${addMyToken.path}`, headers: { cookie }, payload });
  return addMyToken.output.parse(reply.json()).token;
}
