import { sql } from 'kysely';
import type { Db } from '../src/kernel/db/database.ts';

/** Hosts with five jails each. */
const HOSTS = 10;
export const JAILS = ['sshd', 'nginx-http-auth', 'dovecot', 'postfix-sasl', 'recidive'];

/** Ten fail2ban hosts on five sites, with fifty jails. */
export async function beginBans(db: Db): Promise<void> {
  await sql`
    insert into kernel.sites (id, name, time_zone, created_at)
    select kernel.uuidv7(), 'Site ' || n, 'Europe/Berlin', now() from generate_series(1, 5) n`.execute(db);
  await sql`
    with site as (select id, row_number() over (order by name, id) - 1 as place, count(*) over () as places from kernel.sites)
    insert into kernel.assets (id, module, kind, name, site_id, created_at)
    select kernel.uuidv7(), 'bans', 'fail2ban', 'host' || n, site.id, now()
    from generate_series(1, ${HOSTS}::int) n join site on site.place = n % site.places`.execute(db);
  await sql`
    insert into bans.hosts (id, site_id, transport, socket_path, config_folder)
    select id, site_id, 'local', '/run/fail2ban/fail2ban.sock', '/etc/fail2ban' from kernel.assets where module = 'bans'`.execute(db);
  await sql`
    insert into bans.jails (host_id, name, seen_at)
    select h.id, jail, now() from bans.hosts h cross join unnest(${JAILS}::text[]) jail`.execute(db);
}

/**
 * Bans over the last year up to a count, in the parts that a console has made that ran as long: a third of all addresses come back again
 * and again, countries and networks are as unevenly spread as they are among those who attack. `current`: how many of them are active.
 */
export async function growBans(db: Db, { from, to, current }: Growth): Promise<void> {
  await makeParts(db);
  await db.connection().execute(async (connection) => {
    await sql`set statement_timeout = 0`.execute(connection);
    for (let first = from + 1; first <= to; first += AT_ONCE) {
      await addBans(connection, { first, last: Math.min(to, first + AT_ONCE - 1), every: Math.round((to - from) / current) });
    }
    // What autovacuum does within minutes of so many new rows.
    await sql`vacuum analyze`.execute(connection);
    await sql`reset statement_timeout`.execute(connection);
  });
}

interface Growth {
  readonly from: number;
  readonly to: number;
  readonly current: number;
}

const AT_ONCE = 100_000;

/** One of every so many is active. */
async function addBans(
  db: Db,
  { first, last, every }: { readonly first: number; readonly last: number; readonly every: number },
): Promise<void> {
  await sql`
    with host as (select id, site_id, row_number() over (order by id) - 1 as place from bans.hosts),
    drawn as (
      select n, n % ${every}::int = 0 as is_current, power(random(), 3) as seldom, (power(random(), 2) * 200)::int as common,
        now() - (case when n % ${every}::int = 0 then random() * 3600 else 7200 + random() * 364 * 86400 end) * interval '1 second' as began
      from generate_series(${first}::int, ${last}::int) n)
    insert into bans.bans (id, host_id, site_id, jail, address, at, duration_seconds, ends_at, ban_count, failures, provenance, country, asn, organisation)
    select kernel.uuidv7(), h.id, h.site_id, (${JAILS}::text[])[1 + d.n / 10 % 5], '11.0.0.0'::inet + (d.seldom * 300000)::bigint * 7919 % 2000000000,
      d.began, 7200, d.began + interval '2 hours', 1, 5,
      case when d.n % 50 = 0 then 'manual' when d.n % 20 = 0 then 'blocklist' when d.n / 10 % 5 = 4 then 'recidive' else 'filter' end,
      chr(65 + d.common % 26) || chr(65 + d.common / 26), (d.seldom * 30000)::int, 'Organisation ' || (d.seldom * 30000)::int
    from drawn d join host h on h.place = d.n % ${HOSTS}::int`.execute(db);
}

/** The parts of the last thirteen months, which the console makes ahead and keeps. */
async function makeParts(db: Db): Promise<void> {
  const first = Temporal.Now.zonedDateTimeISO('UTC').startOfDay().with({ day: 1 });
  for (let months = 0; months <= 12; months += 1) {
    const [from, until] = [first.subtract({ months }), first.subtract({ months: months - 1 })];
    const name = `bans.bans_m${from.toPlainDate().toString().replaceAll('-', '').slice(0, 6)}`;
    await sql`create table if not exists ${sql.table(name)} partition of bans.bans
      for values from (${sql.lit(from.toInstant().toString())}) to (${sql.lit(until.toInstant().toString())})`.execute(db);
  }
}
