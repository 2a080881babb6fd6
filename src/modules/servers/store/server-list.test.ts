import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { WHOLE_ESTATE } from '../../../kernel/contract/access.ts';
import { testDatabase } from '../../../kernel/testing/database.ts';
import type { AssetId, SiteId, UserId } from '../../../shared/ids.ts';
import { windowStatusAt } from '../../../shared/window.ts';
import { SERVER_SORTS } from '../contract/routes.ts';
import { reportStateAt } from '../domain/report-state.ts';
import { type UpdateStatus, updateStatusAt } from '../domain/update-status.ts';
import { seedSchedule, seedServer, seedSite, seedUser } from '../testing/seed.ts';
import type { ServerFilter } from './server-filters.ts';
import { countStatuses, distinctHours, listServers, type ServerSort } from './server-list.ts';
import type { ServerRow } from './server-rows.ts';

const { db } = await testDatabase();
const at = (text: string) => Temporal.Instant.from(text);
const NOW = at('2026-11-21T08:00:00Z');

let here: SiteId;
let there: SiteId;
let olga: UserId;
const ids = new Map<string, AssetId>();

const BERLIN = { start: '08:00', end: '22:00', timeZone: 'Europe/Berlin', weekdays: [1, 2, 3, 4, 5, 6, 7] };
const NIGHT = { ...BERLIN, start: '22:00', end: '08:00' };

beforeAll(async () => {
  here = await seedSite(db, 'Here');
  there = await seedSite(db, 'There');
  olga = await seedUser(db, 'olga');
  const monthly = {
    id: await seedSchedule(db, here, 'monthly', { intervalDays: 30, preferredWeekday: null }),
    intervalDays: 30,
    preferredWeekday: null,
  };
  const report = { intervalSeconds: 3_600, pendingUpdates: 5, pendingSecurityUpdates: 2, rebootRequired: 'no', inventory: 'ok' } as const;
  const servers = [
    { name: 'srv10', siteId: here, schedule: monthly, lastUpdatedAt: NOW.subtract({ hours: 24 }), window: BERLIN, ipAddress: '192.0.2.10' },
    { name: 'srv2', siteId: here, schedule: monthly, lastUpdatedAt: NOW.subtract({ hours: 25 * 24 }), window: NIGHT, tags: ['dmz', 'web'] },
    {
      name: 'Äpfel',
      siteId: here,
      schedule: monthly,
      lastUpdatedAt: NOW.subtract({ hours: 31 * 24 }),
      report: { ...report, receivedAt: NOW },
    },
    { name: 'apfel', siteId: here, schedule: monthly, lastUpdatedAt: null, report: { ...report, receivedAt: NOW.subtract({ hours: 2 }) } },
    {
      name: 'zebra',
      siteId: here,
      lastUpdatedAt: NOW,
      report: {
        ...report,
        receivedAt: NOW.subtract({ hours: 1 }),
        inventory: 'stale-lists',
        pendingUpdates: null,
        pendingSecurityUpdates: null,
      },
    },
    {
      name: '100%_sure',
      siteId: there,
      alwaysInUse: true,
      report: { ...report, receivedAt: NOW, inventory: 'error', rebootRequired: 'yes', pendingSecurityUpdates: 0 },
    },
  ] as const;
  for (const server of servers) ids.set(server.name, await seedServer(db, server));
  await db
    .insertInto('kernel.responsibilities')
    .values({ asset_id: ids.get('srv2') ?? '', user_id: olga, role: 'owner', created_at: NOW })
    .execute();
});

const all = async (filter: Partial<ServerFilter> = {}, sort: ServerSort = 'name', scope = WHOLE_ESTATE) =>
  (await listServers(db, scope, { at: NOW, ...filter }, sort, { limit: 200 })).items;
const names = async (...args: Parameters<typeof all>) => (await all(...args)).map(({ name }) => name);

/** Nothing, a text that some have, or any statuses. */
const narrowing: fc.Arbitrary<Partial<ServerFilter>> = fc.oneof(
  fc.constant({}),
  fc.constantFrom({ q: 'r' }, { q: 'fel' }, { q: 'nowhere' }),
  fc.subarray<UpdateStatus>(['ok', 'due', 'overdue', 'unscheduled']).map((status) => ({ status })),
);

describe('order', () => {
  test('names sort as people expect', async () => {
    expect(await names()).toEqual(['100%_sure', 'apfel', 'Äpfel', 'srv2', 'srv10', 'zebra']);
  });

  test.each([
    ['nextUpdateDueAt', ['Äpfel', 'srv2', 'srv10']],
    ['-nextUpdateDueAt', ['srv10', 'srv2', 'Äpfel']],
  ] as const)('%s: what is not known stands last', async (sort, expected) => {
    expect((await names({}, sort)).slice(0, 3)).toEqual(expected);
  });

  test('status: late, nearly late, not known, ok; by name among equals', async () => {
    // srv10 is ok and has never reported, zebra follows no schedule, 100%_sure has an unreadable report.
    expect(await names({}, 'status')).toEqual(['apfel', 'Äpfel', 'srv2', '100%_sure', 'srv10', 'zebra']);
  });

  test('any page size leads through the same list, each server once, in every sort', async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...SERVER_SORTS), fc.integer({ min: 1, max: 4 }), narrowing, async (sort, limit, filter) => {
        const seen: string[] = [];
        let cursor: string | undefined;
        do {
          const page = await listServers(db, WHOLE_ESTATE, { at: NOW, ...filter }, sort, { cursor, limit });
          seen.push(...page.items.map(({ name }) => name));
          cursor = page.nextCursor ?? undefined;
        } while (cursor !== undefined);
        const met = new Set(await names(filter));
        expect(seen).toEqual((await names({}, sort)).filter((name) => met.has(name)));
      }),
      { numRuns: 150 },
    );
  });
});

describe('filters', () => {
  test.each([
    ['by name, letter case aside', { q: 'SRV' }, ['srv2', 'srv10']],
    ['by address', { q: '192.0.2' }, ['srv10']],
    ['signs of a pattern mean themselves', { q: '%_' }, ['100%_sure']],
    ['NUL is nowhere', { q: 'a\0' }, []],
    ['by tag', { tag: 'dmz' }, ['srv2']],
    ['a tag with NUL', { tag: '\0' }, []],
    ['security updates pending', { hasSecurityUpdates: true }, ['apfel', 'Äpfel']],
    ['a reboot is required', { rebootRequired: true }, ['100%_sure']],
    ['nobody answers for it', { responsible: ['none'] as const }, ['100%_sure', 'apfel', 'Äpfel', 'srv10', 'zebra']],
    ['no status at all', { status: [] }, []],
  ])('%s', async (_what, filter, expected) => {
    expect(await names(filter)).toEqual(expected);
  });

  test('by person, by site, and both', async () => {
    expect(await names({ responsible: [{ id: olga, role: 'any' }] })).toEqual(['srv2']);
    expect(await names({ responsible: [{ id: olga, role: 'owner' }] })).toEqual(['srv2']);
    expect(await names({ siteId: there })).toEqual(['100%_sure']);
    expect(await names({ siteId: there, responsible: [{ id: olga, role: 'any' }] })).toEqual([]);
  });

  test('people who are switched off do not answer for anything', async () => {
    await db.updateTable('kernel.users').set({ deactivated_at: NOW }).where('id', '=', olga).execute();
    expect(await names({ responsible: ['none'] })).toContain('srv2');
    await db.updateTable('kernel.users').set({ deactivated_at: null }).where('id', '=', olga).execute();
  });

  test('a team answers for something while it is there and somebody in it can act', async () => {
    const [teamId, assetId] = [crypto.randomUUID(), ids.get('srv10') ?? ''];
    await db.insertInto('kernel.teams').values({ id: teamId, name: 'night shift', created_at: NOW }).execute();
    await db.insertInto('kernel.responsibilities').values({ asset_id: assetId, team_id: teamId, role: 'owner', created_at: NOW }).execute();
    const isAnswered = async () => !(await names({ responsible: ['none'] })).includes('srv10');
    expect(await isAnswered()).toBe(false);
    await db.insertInto('kernel.team_members').values({ team_id: teamId, user_id: olga }).execute();
    expect(await isAnswered()).toBe(true);
    await db.updateTable('kernel.teams').set({ archived_at: NOW }).where('id', '=', teamId).execute();
    expect(await isAnswered()).toBe(false);
    await db.deleteFrom('kernel.responsibilities').where('team_id', '=', teamId).execute();
  });

  test('a scope shows its sites only; an empty one nothing', async () => {
    expect(await names({}, 'name', [{ module: 'servers', siteId: there }])).toEqual(['100%_sure']);
    expect(await names({}, 'name', [{ module: 'screens', siteId: null }])).toEqual([]);
    expect(await names({}, 'name', [])).toEqual([]);
  });
});

// Instants around every edge of the seeded servers, so that both sides of each are met.
const anyInstant = fc.integer({ min: -40 * 24, max: 40 * 24 }).map((hours) => NOW.add({ hours }));
const scheduleOf = (server: ServerRow) => server.schedule;
const lastReport = ({ report }: ServerRow) =>
  report.receivedAt === null || report.inventory === 'unknown'
    ? null
    : { receivedAt: report.receivedAt, intervalSeconds: report.intervalSeconds, state: report.inventory };

test('the database filters and counts by the same rules as the domain, at every instant', async () => {
  const every = await all();
  await fc.assert(
    fc.asyncProperty(anyInstant, async (when) => {
      const counts = await countStatuses(db, WHOLE_ESTATE, { at: when });
      expect(counts.total).toBe(every.length);
      for (const status of ['ok', 'due', 'overdue', 'unscheduled'] as const) {
        const expected = every
          .filter((server) => updateStatusAt(server.lastUpdatedAt, scheduleOf(server), when) === status)
          .map(({ name }) => name);
        expect(await names({ at: when, status: [status] })).toEqual(expected);
        expect(counts.updateStatus[status]).toBe(expected.length);
      }
      for (const state of ['ok', 'stale-lists', 'error', 'silent', 'unknown'] as const) {
        const expected = every.filter((server) => reportStateAt(lastReport(server), when) === state).map(({ name }) => name);
        expect(await names({ at: when, report: [state] })).toEqual(expected);
        expect(counts.reportState[state]).toBe(expected.length);
      }
    }),
    { numRuns: 30, examples: [[NOW], [NOW.add({ hours: 2 })], [NOW.add({ hours: 5 * 24 })], [NOW.subtract({ hours: 24 })]] },
  );
});

test('equal hours have one key, and its servers are those with these hours', async () => {
  const hours = await distinctHours(db, WHOLE_ESTATE, undefined);
  expect(hours.reduce((sum, { count }) => sum + count, 0)).toBe(6);
  const risky = hours.filter((each) => windowStatusAt(each.hours, NOW) === 'risky').map(({ key }) => key);
  // 09:00 in Berlin.
  expect(await names({ windowKeys: risky })).toEqual(['100%_sure', 'srv10']);
  expect(await names({ windowKeys: [] })).toEqual([]);
});

test('archived servers are in no list', async () => {
  await db
    .updateTable('kernel.assets')
    .set({ archived_at: NOW })
    .where('id', '=', ids.get('zebra') ?? '')
    .execute();
  expect(await names()).not.toContain('zebra');
  await db
    .updateTable('kernel.assets')
    .set({ archived_at: null })
    .where('id', '=', ids.get('zebra') ?? '')
    .execute();
});
