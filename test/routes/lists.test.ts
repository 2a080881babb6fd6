import { expect, test } from 'vitest';
import { z } from 'zod';
import type { Route } from '../../src/kernel/contract/route.ts';
import { followLive } from '../../src/kernel/contract/routes/console.ts';
import { listToday } from '../../src/kernel/contract/routes/today.ts';
import { listPeople } from '../../src/kernel/contract/routes/users.ts';
import * as bans from '../../src/modules/bans/contract/routes.ts';
import { listOccurrences, previewEvent } from '../../src/modules/screens/contract/content-routes.ts';
import { countScreens } from '../../src/modules/screens/contract/watch-routes.ts';
import { addServer, countServers, editServer, listServers, sendReport } from '../../src/modules/servers/contract/routes.ts';
import { reportText } from '../../src/modules/servers/testing/report-text.ts';
import { ALL_ROUTES, moduleOf, nameOf, permissionOf } from '../kit/all-routes.ts';
import { expectedFor, type Rights } from '../kit/expected.ts';
import { fail2banPlaces } from '../kit/fail2ban.ts';
import { drivenClock, house, type Voice } from '../kit/house.ts';
import { must } from '../kit/must.ts';
import { createSubjects, defaultSiteId } from '../kit/subjects.ts';
import { validInput } from '../kit/valid-inputs.ts';

const clock = drivenClock();
const found = await house({ clock, isStarted: true });
const { app, otherSiteId } = found;
const [sam, nora] = [found.as('sam'), found.as('nora')];
const homeSiteId = await defaultSiteId(sam);
const asker = found.as('adam');
const places = await fail2banPlaces(clock, { real: false });
// Nobody gets as far as the programs of fail2ban here.
const parts = { sam, clock, asker, db: found.db, places: { ...places, real: places.quick } };
const home = createSubjects({ ...parts, siteId: homeSiteId, prefix: 'homely' });
const away = createSubjects({ ...parts, siteId: otherSiteId, prefix: 'faraway' });
for (const subjects of [home, away]) {
  for (const make of ['story', 'serverInMaintenance', 'user', 'team', 'slot', 'approval', 'freeze', 'groupedServer', 'errand'] as const)
    await subjects[make]();
  for (const make of ['host', 'ban', 'order', 'allowEntry', 'blocklist', 'spreadRule', 'offer', 'neighbours'] as const)
    await subjects.bans[make]();
  for (const make of ['screen', 'screenWithFailure', 'screenWithLines', 'screenWithPicture', 'group', 'held', 'event', 'media'] as const)
    await subjects.screens[make]();
  const machine = found.with({ authorization: `Bearer ${await subjects.reportToken(await subjects.server())}` });
  const { machine: hash } = subjects.machine();
  await must(machine, sendReport, { body: reportText({ now: clock.now(), machine: hash, pending: ['bash'] }) });
}
// Figures of a time are of what happened before its end.
clock.advance({ minutes: 1 });
const noras: Rights = {
  ...{ credential: 'person', isSuperadmin: false, responsibility: null, token: null },
  grants: [{ role: 'admin', siteId: otherSiteId, module: null }],
};

/** Lists and figures: what is read without naming one thing. */
const readings = ALL_ROUTES.filter(
  (route) =>
    route.method === 'GET' &&
    !route.path.includes('/:') &&
    route.asset === undefined &&
    route.mediaType === undefined &&
    permissionOf(route)?.role === 'user',
);

const fieldsOf = (route: Route): readonly string[] => Object.keys(Reflect.get(route.input, 'shape'));

/** What a list must be told at least. */
const AT_LEAST = new Map<Route, Readonly<Record<string, unknown>>>([
  [listOccurrences, { from: clock.now().toString(), to: clock.now().add({ hours: 24 }).toString() }],
  [previewEvent, { start: '2027-01-01T08:00', end: '2027-01-01T09:00', timeZone: 'UTC' }],
]);
const atLeast = (route: Route): Readonly<Record<string, unknown>> => AT_LEAST.get(route) ?? {};

/** The whole list, and every way of asking it for the other site's rows. */
function questionsOf(route: Route): Readonly<Record<string, unknown>>[] {
  const fields = fieldsOf(route);
  const asked = [
    { q: 'homely' },
    { siteId: homeSiteId },
    { q: 'homely', siteId: homeSiteId },
    { tab: 'done' },
    { tab: 'snoozed' },
    { tab: 'mine' },
  ];
  const possible = asked.filter((question) => Object.keys(question).every((field) => fields.includes(field)));
  return [{}, ...possible].map((question) => ({ ...atLeast(route), ...question }));
}

test('the lists that are walked are all there are', () => {
  expect(readings.map(nameOf).sort()).toEqual(
    [
      '/assets',
      '/bans',
      '/bans/advice',
      '/bans/allow',
      '/bans/blocklists',
      '/bans/hosts',
      '/bans/jails',
      '/bans/orders',
      '/bans/places',
      '/bans/spread/offers',
      '/bans/spread/rules',
      '/bans/stats/by-asn',
      '/bans/stats/by-country',
      '/bans/stats/by-jail',
      '/bans/stats/by-network',
      '/bans/stats/by-provenance',
      '/bans/stats/summary',
      '/bans/stats/top',
      '/bans/stats/trend',
      '/errands',
      '/people',
      '/screens',
      '/screens/counts',
      '/screens/events',
      '/screens/events/occurrences',
      '/screens/events/preview',
      '/screens/groups',
      '/screens/media',
      '/screens/monitoring-overview',
      '/screens/now',
      '/screens/overview',
      '/servers',
      '/servers/approvals',
      '/servers/counts',
      '/servers/freezes',
      '/servers/packages',
      '/servers/redundancy-groups',
      '/servers/slots',
      '/sites',
      '/today',
      '/update-schedules',
    ].map((path) => `GET ${path}`),
  );
});

test.each(readings.map((route) => [nameOf(route), route] as const))('%s shows Nora nothing of the other site', async (_name, route) => {
  for (const question of questionsOf(route)) {
    const toNora = await nora.call(route, question);
    const toSam = await sam.call(route, question);
    expect([toNora.status, toSam.status]).toEqual([200, 200]);
    expect(toNora.text, JSON.stringify(question)).not.toMatch(/homely/);
    expect(toNora.text, JSON.stringify(question)).not.toContain(homeSiteId);
  }
});

/** Ways in which a list can be sorted; one without a choice has its own. */
function sortsOf(route: Route): readonly Readonly<Record<string, unknown>>[] {
  const sort: unknown = Reflect.get(Reflect.get(route.input, 'shape'), 'sort');
  const { properties } = z.toJSONSchema(z.object({ sort: sort instanceof z.ZodType ? sort : z.never() }), {
    io: 'input',
    unrepresentable: 'any',
  });
  const found = z.object({ sort: z.object({ enum: z.array(z.string()) }) }).safeParse(properties);
  return found.success ? found.data.sort.enum.map((each) => ({ sort: each })) : [{}];
}

const Listed = z.object({ items: z.array(z.unknown()), nextCursor: z.string().nullable() });

async function pagesOf(route: Route, question: Readonly<Record<string, unknown>>, limit: number): Promise<readonly unknown[][]> {
  const pages: unknown[][] = [];
  for (let cursor: string | null | undefined; cursor !== null && pages.length < 200; ) {
    const { items, nextCursor } = Listed.parse((await sam.call(route, { ...question, limit, cursor })).body);
    pages.push(items);
    cursor = nextCursor;
  }
  return pages;
}

const paged = readings.filter((route) => fieldsOf(route).includes('cursor'));

test.each(paged.map((route) => [nameOf(route), route] as const))(
  '%s is the same in pages of two as whole, however it is sorted',
  async (_name, route) => {
    for (const question of sortsOf(route)) {
      const [whole = []] = await pagesOf(route, question, 200);
      const pages = await pagesOf(route, question, 2);
      expect(whole.length, JSON.stringify(question)).toBeGreaterThan(1);
      expect(pages.flat(), JSON.stringify(question)).toEqual(whole);
      expect(pages.slice(0, -1).every((page) => page.length === 2)).toBe(true);
    }
  },
);

/** Figures by what bans have in common, which tell no names. */
const BAN_FIGURES: readonly Route[] = [
  bans.getBansByAsn,
  bans.getBansByCountry,
  bans.getBansByProvenance,
  bans.getBanTrend,
  bans.getTopAddresses,
];
/** They tell addresses and networks. */
const NAMELESS: readonly Route[] = [
  countScreens,
  countServers,
  previewEvent,
  bans.getPlaces,
  bans.getBanSummary,
  bans.getAdvice,
  bans.getBansByNetwork,
  ...BAN_FIGURES,
];

test.each(readings.filter((route) => !NAMELESS.includes(route)).map((route) => [nameOf(route), route] as const))(
  '%s shows Sam what Nora does not see, and both her own',
  async (_name, route) => {
    const mine = route.path === '/sites' ? 'Elsewhere' : 'faraway';
    expect((await nora.call(route, atLeast(route))).text).toContain(mine);
    expect((await sam.call(route, atLeast(route))).text).toContain(mine);
    expect((await sam.call(route, atLeast(route))).text).toMatch(route.path === '/sites' ? homeSiteId : /homely/);
  },
);

test('figures count the own site only', async () => {
  const own = await must(nora, listServers, {});
  const all = await must(sam, listServers, {});
  expect((await must(nora, countServers, {})).total).toBe(own.items.length);
  expect((await must(sam, countServers, {})).total).toBe(all.items.length);
  expect(own.items.length).toBeLessThan(all.items.length);
  expect((await must(nora, countServers, { siteId: homeSiteId })).total).toBe(0);
});

test.each(BAN_FIGURES.map((route) => [nameOf(route), route] as const))('%s counts bans of the own site only', async (_name, route) => {
  const total = async (voice: Voice, question: { readonly siteId?: string }): Promise<number> =>
    Number(Reflect.get(Object((await voice.call(route, question)).body), 'total'));
  expect(await total(nora, {})).toBe(await total(sam, { siteId: otherSiteId }));
  expect(await total(nora, {})).toBeGreaterThan(0);
  expect(await total(sam, {})).toBe((await total(sam, { siteId: homeSiteId })) + (await total(nora, {})));
  expect(await total(nora, { siteId: homeSiteId })).toBe(0);
});

test('advice about networks, and the look-up of an address, know of the own site only', async () => {
  const [own, all] = [await must(nora, bans.getAdvice, {}), await must(sam, bans.getAdvice, {})];
  expect([own.items.length, all.items.length]).toEqual([1, 2]);
  expect((await must(nora, bans.getAdvice, { siteId: homeSiteId })).items).toEqual([]);
  const { address: ip } = await home.bans.order();
  const looked = await nora.call(bans.lookUpAddress, { ip });
  expect(looked.status).toBe(200);
  expect(looked.text).not.toMatch(/homely/);
  expect((await sam.call(bans.lookUpAddress, { ip })).text).toMatch(/homely/);
});

test("Today's counts are of the own site", async () => {
  const { items, counts } = await must(nora, listToday, {});
  expect(items.map(({ site }) => site.id)).toEqual(items.map(() => otherSiteId));
  expect(counts.anyone).toBe(items.length);
  expect(await must(nora, listToday, { siteId: homeSiteId })).toMatchObject({
    items: [],
    counts: { mine: 0, anyone: 0, snoozed: 0, done: 0 },
  });
});

test('whoever has to do with the other site only is no name here', async () => {
  const { users, teams } = await must(nora, listPeople, { limit: 100 });
  expect(users.map(({ username }) => username)).toEqual(expect.arrayContaining(['nora', 'adam']));
  expect([...users.map(({ username }) => username), ...teams.map(({ name }) => name)].filter((name) => name.startsWith('homely'))).toEqual(
    [],
  );
});

const single = ALL_ROUTES.filter(
  (route) => expectedFor(route, noras, { module: moduleOf(route) ?? 'servers', siteId: homeSiteId }) === 404,
);

test.each(single.map((route) => [nameOf(route), route] as const))(
  '%s tells Nora no difference between what lies elsewhere and what is not there',
  async (_name, route) => {
    const input = await validInput(route, home, { sessionId: never, tokenId: never, channelId: never, linkId: never, refreshToken: never });
    const elsewhere = await nora.call(route, input);
    const nowhere = await nora.call(route, { ...input, [route.asset ?? 'id']: '019a0000-0000-7000-8000-000000000000' });
    expect(elsewhere.status).toBe(404);
    expect(withoutRequest(elsewhere.body)).toEqual(withoutRequest(nowhere.body));
  },
);

const never = (): Promise<string> => Promise.reject(new Error('nothing of the caller is asked about here'));
const withoutRequest = (body: unknown): unknown => ({ ...Object(body), requestId: null });

test('a server cannot be made or moved into the other site', async () => {
  const made = await nora.call(addServer, { name: 'trojan', hostname: 'trojan', siteId: homeSiteId });
  expect(made.status).toBe(403);
  const own = await must(nora, addServer, { name: 'faraway-own', hostname: 'own', siteId: otherSiteId });
  const moved = await nora.call(editServer, { id: own.id, updateScheduleId: await home.schedule() });
  expect([moved.status, Reflect.get(Object(moved.body), 'code')]).toEqual([422, 'servers.unknown_schedule']);
});

test('live events of the other site are not told', async () => {
  const [toSam, toNora] = [await listen(sam), await listen(nora)];
  const homely = await home.server();
  const faraway = await away.server();
  await expect.poll(() => toSam.heard(), { timeout: 5_000 }).toContain(homely);
  await expect.poll(() => toNora.heard(), { timeout: 5_000 }).toContain(faraway);
  expect(toNora.heard()).not.toContain(homely);
  expect(toNora.heard()).not.toContain(homeSiteId);
  toSam.close();
  toNora.close();
});

async function listen({ headers }: Voice): Promise<{ heard(): string; close(): void }> {
  const { stream } = await app.http.app.inject({ url: `/api${followLive.path}`, headers, payloadAsStream: true });
  const [open, chunks] = [stream(), [] as string[]];
  open.on('data', (chunk) => chunks.push(String(chunk)));
  return { heard: () => chunks.join(''), close: () => void open.destroy() };
}
