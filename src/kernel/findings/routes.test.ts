import { beforeAll, describe, expect, test } from 'vitest';
import type { UserId } from '../../shared/ids.ts';
import { assetRoutes } from '../assets/routes.ts';
import { addPerson, PASSWORD, type Shown, type TestConsole, testConsole } from '../auth/test-console.ts';
import { confirmLink, editAsset, listAssets, listLinkSuggestions, refuseLink, unlinkAsset } from '../contract/routes/assets.ts';
import { logIn } from '../contract/routes/auth.ts';
import { addSite, archiveSite, editSite, listSites } from '../contract/routes/sites.ts';
import * as today from '../contract/routes/today.ts';
import { findingsRoutes } from './routes.ts';
import { testHouse } from './test-house.ts';

const house = await testHouse();
const { assets, clock, db, stories, transact } = house;

let app: TestConsole;
const shown = new Map<string, Shown>();
const ids = new Map<string, string>();
const as = (name: string): Shown => shown.get(name) ?? null;

async function signIn(username: string): Promise<void> {
  const { body } = await app.call(logIn, { username, password: PASSWORD });
  shown.set(username, { bearer: String(body['accessToken']) });
}

beforeAll(async () => {
  app = await testConsole({
    ...house,
    served: [...assetRoutes({ db, transact, clock, assets, timeZone: 'Europe/Berlin' }), ...findingsRoutes(stories)],
  });
  const branch = await house.newSite('Branch');
  const cast = {
    adam: [{ role: 'admin', siteId: null, module: null }],
    olga: [{ role: 'user', siteId: null, module: null }],
    vera: [{ role: 'user', siteId: null, module: null }],
    bea: [{ role: 'admin', siteId: branch, module: null }],
  } as const;
  for (const [username, grants] of Object.entries(cast)) {
    ids.set(username, (await addPerson(app, username, { grants })).id);
    await signIn(username);
  }
});

async function newStory(name: string) {
  const assetId = await house.newAsset({ name, hostName: name, owner: ids.get('olga') as UserId });
  await house.report({ rule: 'overdue', assetId, params: { days: 3 } });
  const story = (await house.openStories()).find(({ subject }) => subject === assetId);
  return { assetId, id: story?.id ?? expect.fail() };
}

describe('Today', () => {
  test('lists, shows and acts, in the shapes of its contracts', async () => {
    const { id, assetId } = await newStory('web01');
    const list = await app.call(today.listToday, { tab: 'mine' }, as('olga'));
    expect(list).toMatchObject({
      status: 200,
      body: { items: [{ id, isMine: true, mayAct: true, subject: { assetId } }], counts: { mine: 1 } },
    });
    const detail = await app.call(today.getStory, { id }, as('vera'));
    expect(detail).toMatchObject({
      status: 200,
      body: { mayAct: false, findings: [{ rule: 'overdue', params: { days: 3 } }], history: [{ what: 'opened', by: null }] },
    });
    expect(detail.headers['etag']).toBeDefined();

    const until = clock.now().add({ hours: 5 }).toString();
    house.safety.set(assetId, { answer: 'deny', safeAt: clock.now().add({ hours: 2 }) });
    const steps = [
      [today.acknowledgeStory, {}, { acknowledged: { by: 'olga' } }],
      [today.unacknowledgeStory, {}, { acknowledged: null }],
      [today.snoozeStory, { until }, { snoozed: { until, untilSafe: false } }],
      [today.snoozeStory, { until: 'safe' }, { snoozed: { until: clock.now().add({ hours: 2 }).toString(), untilSafe: true } }],
      [today.wakeStory, {}, { snoozed: null }],
      [today.acceptStory, { until, reason: 'known' }, { accepted: { until, reason: 'known', by: 'olga' } }],
      [today.unacceptStory, {}, { accepted: null }],
      [today.assignStory, { userId: ids.get('vera') }, { who: { because: 'assignee' }, isMine: false }],
    ] as const;
    for (const [route, input, answer] of steps) {
      expect(await app.call(route, { id, ...input }, as('olga')), route.path).toMatchObject({ status: 200, body: answer });
    }
    const { body } = await app.call(today.getStory, { id }, as('olga'));
    expect(body['history']).toMatchObject([
      { what: 'assigned', by: 'olga', details: { username: 'vera' } },
      {},
      {},
      {},
      {},
      {},
      {},
      {},
      {},
    ]);
  });

  test('says 403 to who only sees, 404 to another site, and what is wrong with a time', async () => {
    const { id } = await newStory('web02');
    expect(await app.call(today.acknowledgeStory, { id }, as('vera'))).toMatchObject({ status: 403, body: { code: 'kernel.forbidden' } });
    expect(await app.call(today.acknowledgeStory, { id }, as('bea'))).toMatchObject({
      status: 404,
      body: { code: 'findings.unknown_story' },
    });
    expect(await app.call(today.getStory, { id }, as('bea'))).toMatchObject({ status: 404 });
    expect(await app.call(today.listToday, {}, as('bea'))).toMatchObject({ status: 200, body: { items: [], counts: { anyone: 0 } } });
    expect(await app.call(today.snoozeStory, { id, until: 'safe' }, as('adam'))).toMatchObject({
      status: 422,
      body: { code: 'findings.never_safe' },
    });
    expect(await app.call(today.snoozeStory, { id, until: clock.now().toString() }, as('adam'))).toMatchObject({
      status: 422,
      body: { code: 'findings.snooze_past' },
    });
    expect(await app.call(today.listToday, { cursor: 'stale' }, as('adam'))).toMatchObject({
      status: 422,
      body: { code: 'kernel.bad_cursor' },
    });
  });
});

describe('assets', () => {
  test('are edited, linked and unlinked by who may; the other side of a link is asked about, too', async () => {
    const { assetId } = await newStory('db01');
    const job = await house.newAsset({ name: 'db01 nightly', module: 'backups', hostName: 'db01' });
    const edited = await app.call(editAsset, { id: assetId, tags: ['x', 'x'], notes: 'rack 3' }, as('olga'));
    expect(edited).toMatchObject({ status: 200, body: { tags: ['x'], notes: 'rack 3' } });
    expect(await app.call(editAsset, { id: assetId, notes: 'y' }, as('olga'), { 'if-match': '"1"' })).toMatchObject({ status: 412 });
    const suggestions = await app.call(listLinkSuggestions, { id: assetId }, as('olga'));
    expect(suggestions.body).toMatchObject({ items: [{ otherAsset: { id: job }, because: 'host_name' }] });
    expect(await app.call(confirmLink, { id: assetId, otherAssetId: job }, as('olga'))).toMatchObject({ status: 403 });
    expect(await app.call(confirmLink, { id: assetId, otherAssetId: assetId }, as('adam'))).toMatchObject({ status: 404 });
    expect(await app.call(confirmLink, { id: assetId, otherAssetId: job }, as('adam'))).toMatchObject({
      status: 200,
      body: { machine: { name: 'db01' } },
    });
    expect((await app.call(listAssets, { q: 'db01' }, as('vera'))).body).toMatchObject({
      items: [{ name: 'db01' }, { name: 'db01 nightly' }],
      nextCursor: null,
    });
    expect(await app.call(unlinkAsset, { id: job }, as('adam'))).toMatchObject({ status: 200, body: { machine: null } });
    expect((await app.call(listLinkSuggestions, { id: assetId }, as('olga'))).body).toEqual({ items: [] });
    expect(await app.call(refuseLink, { id: assetId, otherAssetId: job }, as('adam'))).toMatchObject({ status: 204 });
    expect((await app.call(listAssets, {}, as('bea'))).body).toEqual({ items: [], nextCursor: null });
    const actions = await db
      .selectFrom('kernel.audit')
      .select('action')
      .where('subject_id', 'in', [assetId, job])
      .orderBy('action')
      .execute();
    expect(actions.map(({ action }) => action)).toEqual(['assets.edited', 'assets.linked', 'assets.unlinked']);
  });
});

describe('sites', () => {
  test('are kept by administrators of everything, each with a name and a zone that exist', async () => {
    const added = await app.call(addSite, { name: 'Wien', contactUserId: ids.get('olga') }, as('adam'));
    expect(added).toMatchObject({
      status: 201,
      body: { name: 'Wien', timeZone: 'Europe/Berlin', contact: { username: 'olga' }, isDefault: false },
    });
    const id = added.body['id'];
    expect(await app.call(addSite, { name: 'wien' }, as('adam'))).toMatchObject({ status: 409, body: { code: 'sites.name_taken' } });
    expect(await app.call(addSite, { name: 'Graz', timeZone: 'Mars/Olympus' }, as('adam'))).toMatchObject({
      body: { code: 'sites.unknown_zone' },
    });
    expect(await app.call(addSite, { name: 'Graz', contactUserId: id }, as('adam'))).toMatchObject({
      body: { code: 'sites.unknown_contact' },
    });
    expect(await app.call(addSite, { name: 'Graz' }, as('bea'))).toMatchObject({ status: 403 });
    expect(await app.call(editSite, { id, timeZone: 'Europe/Vienna' }, as('adam'), { 'if-match': '"1"' })).toMatchObject({
      status: 200,
      body: { version: 2 },
    });
    expect(await app.call(editSite, { id, notes: 'x' }, as('adam'), { 'if-match': '"1"' })).toMatchObject({ status: 412 });
    expect((await app.call(listSites, {}, as('bea'))).body['items']).toMatchObject([{ name: 'Branch' }]);
    expect(await app.call(archiveSite, { id }, as('adam'))).toMatchObject({ status: 204 });
    expect(await app.call(editSite, { id, notes: 'x' }, as('adam'))).toMatchObject({ status: 404 });
  });
});
