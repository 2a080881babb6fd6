import fc from 'fast-check';
import { sql } from 'kysely';
import { beforeAll, describe, expect, test } from 'vitest';
import { maintenanceOf } from '../../../kernel/assets/maintenance.ts';
import { responsiblesOf } from '../../../kernel/assets/responsibilities.ts';
import { WHOLE_ESTATE } from '../../../kernel/contract/access.ts';
import { testDatabase } from '../../../kernel/testing/database.ts';
import { type AssetId, newId, type SiteId } from '../../../shared/ids.ts';
import { windowsAt } from '../../../shared/window.ts';
import { readListed } from '../store/listed.ts';
import { findServers } from '../store/servers.ts';
import { type SeededServer, seedSchedule, seedServer, seedSite, seedUser } from '../testing/seed.ts';
import { presentServer } from './present.ts';
import { presentListed } from './present-list.ts';

const { db } = await testDatabase();
const NOW = Temporal.Instant.from('2026-11-21T08:00:00Z');
const ids: AssetId[] = [];
let siteId: SiteId;

const windows = [
  { start: '08:00', end: '22:00', timeZone: 'Europe/Berlin', weekdays: [1, 2, 3, 4, 5] },
  { start: '22:00', end: '06:00', timeZone: 'America/New_York', weekdays: [1, 2, 3, 4, 5, 6, 7] },
  { start: '00:00', end: '24:00', timeZone: 'Australia/Lord_Howe', weekdays: [7] },
  null,
] as const;

beforeAll(async () => {
  siteId = await seedSite(db, 'Here');
  const rhythms = [
    { intervalDays: 30, preferredWeekday: 3 },
    { intervalDays: 7, preferredWeekday: null },
    { intervalDays: 90, preferredWeekday: 7 },
  ];
  const schedules = await Promise.all(
    rhythms.map(async (rhythm, at) => ({ id: await seedSchedule(db, siteId, `s${at}`, rhythm), ...rhythm })),
  );
  for (let at = 0; at < 24; at += 1) ids.push(await seedServer(db, serverOf(at, siteId, schedules)));
  await addBeside();
});

/** Every combination of something known and something not known comes up. */
function serverOf(at: number, siteId: SiteId, schedules: readonly NonNullable<SeededServer['schedule']>[]): SeededServer {
  const report = {
    intervalSeconds: 3_600,
    inventory: 'ok',
    pendingUpdates: at,
    pendingSecurityUpdates: null,
    rebootRequired: 'yes',
  } as const;
  return {
    // Nothing that stands in a text ends a cell or a line of a page.
    name: `srv"${at}\\\x1f`,
    siteId,
    tags: at % 3 === 0 ? ['dmz', 'a,b', '{"', '\x1e'] : [],
    schedule: at % 4 === 3 ? null : (schedules[at % 3] ?? null),
    // Callers may tell an update to the microsecond.
    lastUpdatedAt: at % 5 === 4 ? null : NOW.subtract({ hours: 31 * at, microseconds: at % 2 }),
    window: windows[at % 4] ?? null,
    alwaysInUse: at % 7 === 0,
    ipAddress: at % 2 === 0 ? `192.0.2.${at}` : null,
    report: at % 6 === 5 ? null : { ...report, receivedAt: NOW.subtract({ minutes: at * 10 }) },
  };
}

async function addBeside(): Promise<void> {
  const [olga, adam] = [await seedUser(db, 'olga'), await seedUser(db, 'adam')];
  await seedUser(db, 'vera');
  await db.insertInto('kernel.teams').values({ id: newId<'team'>(), name: 'night', created_at: NOW, archived_at: null }).execute();
  const responsibility = (asset_id: AssetId, user_id: string, role: 'owner' | 'maintainer') => ({
    asset_id,
    user_id,
    role,
    created_at: NOW,
  });
  const people = ids.flatMap((id, at) => (at % 2 === 0 ? [responsibility(id, olga, 'maintainer'), responsibility(id, adam, 'owner')] : []));
  await db.insertInto('kernel.responsibilities').values(people).execute();
  const period = {
    starts_at: NOW.subtract({ hours: 1 }),
    ends_at: NOW.add({ hours: 9 }),
    reason: 'Disks',
    created_by: olga,
    created_at: NOW,
  };
  const periods = ids.filter((_id, at) => at % 8 === 0).map((asset_id) => ({ id: newId<'period'>(), asset_id, ...period }));
  await db.insertInto('kernel.maintenance_periods').values(periods).execute();
}

const listed = async (some: readonly AssetId[], at: Temporal.Instant): Promise<unknown> =>
  JSON.parse(presentListed(await readListed(db, some, at), at));

/** Each server by the rules, from its whole record. */
async function byTheRules(at: Temporal.Instant) {
  const servers = new Map((await findServers(db, WHOLE_ESTATE, ids)).map((server) => [server.id, server]));
  const [people, periods] = [await responsiblesOf(db, ids), await maintenanceOf(db, ids, at)];
  return ids.flatMap((id) => {
    const server = servers.get(id);
    const view = { responsibles: people.get(id) ?? [], maintenance: periods.get(id) ?? null };
    return server === undefined ? [] : presentServer({ server, ...view }, { at, windowOf: windowsAt(at) });
  });
}

test('a list says of every server what its own page says, at every instant', async () => {
  const anyInstant = fc.integer({ min: -300, max: 120 * 24 * 60 }).map((minutes) => NOW.add({ minutes }));
  await fc.assert(
    fc.asyncProperty(anyInstant, async (at) => {
      expect(await listed(ids, at)).toEqual(await byTheRules(at));
    }),
    { numRuns: 40, examples: [[NOW]] },
  );
});

test('a server that is gone by now is left out, the others keep their order', async () => {
  const some = [ids[5], newId<'asset'>(), ids[2]].flatMap((id) => id ?? []);
  expect(await listed(some, NOW)).toMatchObject([{ id: ids[5] }, { id: ids[2] }]);
});

test('an empty page is empty', async () => {
  expect(await listed([], NOW)).toEqual([]);
});

describe('a list follows every change', () => {
  const first = () => sql`${ids[0]}::uuid`;
  const user = (name: string) => sql`(select id from kernel.users where username = ${name})`;
  const team = sql`(select id from kernel.teams limit 1)`;
  /** In this order, each a statement as actions or a whole sheet of them make it. */
  const changes = {
    'an asset is renamed': () => sql`update kernel.assets set name = 'café ☕', version = version + 1 where id = ${first()}`,
    'tags of many change': () => sql`update kernel.assets set tags = array['cellar', 'é"'] where id = any(${ids.slice(0, 9)}::uuid[])`,
    'a site is renamed': () => sql`update kernel.sites set name = 'There "1"' where id = ${siteId}`,
    'a schedule is renamed': () => sql`update servers.update_schedules set name = 'slow\\' where name = 's0'`,
    'a schedule asks for more': () => sql`
      with asked as (update servers.update_schedules set interval_days = 3, preferred_weekday = 5 returning id)
      update servers.servers s set due_at = last_updated_at + interval '72 hours', warns_at = last_updated_at + interval '48 hours'
      from asked where s.schedule_id = asked.id`,
    'a server follows none': () => sql`update servers.servers set schedule_id = null, due_at = null, warns_at = null where id = ${first()}`,
    'a server is described': () =>
      sql`update servers.servers set hostname = 'h.example', ip_address = '2001:db8::1', description = 'a\nb' where id = ${first()}`,
    'hours change': () => sql`update servers.servers set always_in_use = not always_in_use`,
    'updates are told': () => sql`
      with told as (select interval '90.00001 seconds' as later)
      update servers.servers set last_updated_at = last_updated_at + later, due_at = due_at + later, warns_at = warns_at + later from told`,
    'reboots are told': () => sql`update servers.servers set last_rebooted_at = ${NOW.toString()}`,
    'a report names a system': () =>
      sql`update servers.reports set os_id = 'debian', os_version = null, os_codename = 'trixie', kernel = '6.12' where server_id = ${first()}`,
    'reports come in': () => sql`
      with told as (select interval '7 minutes' as later)
      update servers.reports set received_at = received_at + later, silent_at = silent_at + later, reboot_required = 'no' from told`,
    'packages are pending': () =>
      sql`update servers.reports set pending_updates = 9, pending_security_updates = 2, inventory = 'stale-lists' where received_at is not null`,
    'a team answers, too': () => sql`
      insert into kernel.responsibilities (asset_id, team_id, role, created_at)
      select id, ${team}, 'owner', now() from unnest(${ids.slice(0, 5)}::uuid[]) id`,
    'a person answers, too': () => sql`
      insert into kernel.responsibilities (asset_id, user_id, role, created_at) values (${first()}, ${user('vera')}, 'maintainer', now())`,
    'a maintainer becomes owner': () => sql`update kernel.responsibilities set role = 'owner' where user_id = ${user('vera')}`,
    'a person is renamed': () => sql`update kernel.users set username = 'aaron "the" 2nd' where username = 'olga'`,
    'a team is renamed': () => sql`update kernel.teams set name = '0 day'`,
    'a person answers no longer': () => sql`delete from kernel.responsibilities where user_id = ${user('adam')}`,
    'all who answer are others': () => sql`update kernel.responsibilities set asset_id = ${ids[23]} where asset_id = ${first()}`,
    'maintenance begins': () => sql`
      insert into kernel.maintenance_periods (id, asset_id, starts_at, ends_at, reason, created_by, created_at)
      select kernel.uuidv7(), id, ${NOW.toString()}, ${NOW.add({ hours: 20 }).toString()}, 'Disks "again"', ${user('vera')}, now()
      from unnest(${ids.slice(0, 7)}::uuid[]) id`,
    'maintenance is longer': () =>
      sql`update kernel.maintenance_periods set ends_at = ends_at + interval '9 hours' where asset_id = ${ids[1]}`,
    'who declared it is renamed': () => sql`update kernel.users set username = 'veronica' where username = 'vera'`,
    'maintenance ends early': () => sql`update kernel.maintenance_periods set ended_early_at = now() where asset_id = ${ids[1]}`,
    'maintenance is of another': () => sql`update kernel.maintenance_periods set asset_id = ${ids[20]} where asset_id = ${ids[3]}`,
    'maintenance is forgotten': () => sql`delete from kernel.maintenance_periods where asset_id = ${ids[2]}`,
    'an asset is archived': () => sql`update kernel.assets set archived_at = now() where id = ${first()}`,
  } as const;

  /** When a period runs, when it is over, and between. */
  const moments = [NOW, NOW.add({ hours: 12 }), NOW.add({ hours: 25 })];
  const atAll = (read: (at: Temporal.Instant) => Promise<unknown>) => Promise.all(moments.map(read));

  test.each(Object.entries(changes))('%s', async (_what, change) => {
    const before = await atAll((at) => listed(ids, at));
    await change().execute(db);
    const after = await atAll((at) => listed(ids, at));
    expect(after).not.toEqual(before);
    expect(after).toEqual(await atAll(byTheRules));
  });
});
