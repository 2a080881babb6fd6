import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
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

const windows = [
  { start: '08:00', end: '22:00', timeZone: 'Europe/Berlin', weekdays: [1, 2, 3, 4, 5] },
  { start: '22:00', end: '06:00', timeZone: 'America/New_York', weekdays: [1, 2, 3, 4, 5, 6, 7] },
  { start: '00:00', end: '24:00', timeZone: 'Australia/Lord_Howe', weekdays: [7] },
  null,
] as const;

beforeAll(async () => {
  const siteId = await seedSite(db, 'Here');
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
    name: `srv"${at}\\`,
    siteId,
    tags: at % 3 === 0 ? ['dmz', 'a,b', '{"'] : [],
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
