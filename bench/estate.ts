import { sql } from 'kysely';
import type { Db } from '../src/kernel/db/database.ts';

const SITES = 20;
const PEOPLE = 40;

/** Two hundred different in-use hours: every zone with each of 25 openings. */
const ZONES = [
  'Europe/Berlin',
  'Europe/Vienna',
  'America/New_York',
  'Asia/Kathmandu',
  'Australia/Lord_Howe',
  'America/Sao_Paulo',
  'UTC',
  'Asia/Tokyo',
];

/** Sites, people and schedules of an estate; its servers come by `growEstate`. */
export async function beginEstate(db: Db): Promise<void> {
  await sql`
    insert into kernel.sites (id, name, time_zone, created_at)
    select kernel.uuidv7(), 'Site ' || n, 'Europe/Berlin', now() from generate_series(1, ${SITES}::int) n`.execute(db);
  await sql`
    insert into kernel.users (id, username, created_at)
    select kernel.uuidv7(), 'person' || n, now() from generate_series(1, ${PEOPLE}::int) n`.execute(db);
  await sql`
    insert into servers.update_schedules (id, site_id, name, interval_days, preferred_weekday, created_at)
    select kernel.uuidv7(), s.id, rhythm.name, rhythm.days, rhythm.weekday, now()
    from kernel.sites s
    cross join (values ('weekly', 7, 2), ('monthly', 30, 3), ('quarterly', 90, null)) rhythm (name, days, weekday)`.execute(db);
}

/** Adds servers until there are `count`: most are scheduled, report, have hours and one or two responsibles; a few are under maintenance. */
export async function growEstate(db: Db, count: number): Promise<void> {
  await db.connection().execute(async (connection) => {
    // Nobody waits for this, and a busy machine may need long.
    await sql`set statement_timeout = 0`.execute(connection);
    await grow(connection, count);
    await sql`reset statement_timeout`.execute(connection);
  });
}

async function grow(db: Db, count: number): Promise<void> {
  const { rows } = await sql<{ have: number }>`select count(*) as have from servers.servers`.execute(db);
  const first = (rows[0]?.have ?? 0) + 1;
  await sql`
    with site as (select id, row_number() over (order by name, id) - 1 as place, count(*) over () as places from kernel.sites)
    insert into kernel.assets (id, module, kind, name, site_id, tags, host_name, created_at)
    select kernel.uuidv7(), 'servers', 'server', 'srv' || n, site.id,
      case n % 3 when 0 then array['web', 'dmz'] when 1 then array['database'] else '{}' end,
      'srv' || n || '.example.org', date_trunc('milliseconds', now()) - interval '1 year'
    from generate_series(${first}::int, ${count}::int) n join site on site.place = n % site.places`.execute(db);
  await sql`analyze`.execute(db);
  await addServers(db, first);
  await addReports(db, first);
  await addPeople(db, first);
  // What autovacuum does within a minute of so many new rows.
  await sql`vacuum analyze`.execute(db);
}

/** The servers from a number on, with their number. */
const numbered = (first: number) =>
  sql`(select id, site_id, substr(name, 4)::int as n from kernel.assets where substr(name, 4)::int >= ${first}::int) a`;

async function addServers(db: Db, first: number): Promise<void> {
  await sql`
    with plan as (
      select a.*, u.id as schedule_id, u.interval_days as days, date_trunc('milliseconds', now()) - (a.n % 800) * interval '1 hour' - (a.n % 997) * interval '1 second' as updated,
        (${ZONES}::text[])[1 + a.n % ${ZONES.length}::int] as zone, lpad((a.n % 25 / 2)::text, 2, '0') || case a.n % 2 when 0 then ':00' else ':30' end as opening
      from ${numbered(first)}
      left join servers.update_schedules u on u.site_id = a.site_id and u.name = (array['weekly', 'monthly', 'quarterly'])[1 + a.n % 4])
    insert into servers.servers (id, site_id, hostname, ip_address, description, schedule_id, last_updated_at, last_rebooted_at, warns_at, due_at,
      window_start, window_end, window_zone, window_weekdays)
    select id, site_id, 'srv' || n || '.example.org', '10.0.0.0'::inet + n, 'Made for measuring', schedule_id, updated, updated,
      updated + (days - greatest(1, ceil(days / 5.0))) * interval '24 hours', updated + days * interval '24 hours',
      case when n % 10 < 8 then opening end, case when n % 10 < 8 then '20:00' end, case when n % 10 < 8 then zone end, case when n % 10 < 8 then '12345' end
    from plan`.execute(db);
}

async function addReports(db: Db, first: number): Promise<void> {
  await sql`
    insert into servers.reports (server_id, received_at, silent_at, body_hash, os_id, os_version, os_codename, kernel, arch, package_manager, agent,
      inventory, pending_updates, pending_security_updates, reboot_required, lists_at, boot_id, booted_at, machine_hash)
    select a.id, seen, seen + interval '2 hours', case when seen is not null then repeat('ab', 32) end, 'debian', '13', 'trixie', '6.12.101+deb13-amd64',
      'x86_64', 'apt', '1', case when seen is null then 'unknown' when a.n % 50 = 0 then 'stale-lists' else 'ok' end,
      case when seen is not null then a.n % 40 end, case when seen is not null then a.n % 40 / 8 end,
      case a.n % 9 when 0 then 'yes' when 1 then 'unknown' else 'no' end, seen, 'boot-' || a.n, seen - interval '9 days', md5(a.n::text) || md5(a.n::text)
    from ${numbered(first)}
    cross join lateral (select case when a.n % 20 > 0 then date_trunc('milliseconds', now()) - (a.n % 130) * interval '1 minute' end) report (seen)`.execute(
    db,
  );
}

async function addPeople(db: Db, first: number): Promise<void> {
  await sql`
    with person as (select id, row_number() over (order by id) - 1 as place, count(*) over () as places from kernel.users),
    fresh as (select * from ${numbered(first)})
    insert into kernel.responsibilities (asset_id, user_id, role, created_at)
    select f.id, p.id, 'owner', now() from fresh f join person p on p.place = f.n % p.places where f.n % 25 > 0
    union all
    select f.id, p.id, 'maintainer', now() from fresh f join person p on p.place = (f.n + 1) % p.places where f.n % 3 = 0`.execute(db);
  await sql`
    insert into kernel.maintenance_periods (id, asset_id, starts_at, ends_at, reason, created_at)
    select kernel.uuidv7(), a.id, now() - interval '1 hour', now() + interval '5 hours', 'Memory is being replaced', now()
    from ${numbered(first)} where a.n % 60 = 7`.execute(db);
}
