import sharp from 'sharp';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { must } from '../../../test/kit/must.ts';
import * as routes from './contract/routes.ts';
import { type LogLine, saveWatched } from './store/watch/watched.ts';
import { type Enrolled, screensHouse } from './testing/house.ts';

const NOW = '2026-11-21T08:00:00Z';
const house = await screensHouse();
const { adam, clock, db, enrolled, signIn } = house;
const vera = house.as('vera');
beforeEach(() => clock.set(NOW));

const AT = { timeout: 10_000, interval: 25 };
const shown = ({ screenId: id }: Enrolled) => must(vera, routes.getScreen, { id });
const until = (of: Enrolled, expected: Readonly<Record<string, unknown>>) =>
  vi.waitFor(async () => expect(await shown(of)).toMatchObject(expected), AT);
const shotsOf = ({ screenId: id }: Enrolled) => must(vera, routes.listScreenshots, { id });
const untilNoted = ({ screenId: id }: Enrolled, state: string) =>
  vi.waitFor(
    async () => expect((await must(vera, routes.screenHistory, { id })).transitions).toContainEqual(expect.objectContaining({ state })),
    AT,
  );
const untilShots = (of: Enrolled, count: number) => vi.waitFor(async () => expect((await shotsOf(of)).items).toHaveLength(count), AT);
const rulesOf = async ({ screenId }: Enrolled) =>
  (await db.selectFrom('kernel.findings').select('rule').where('asset_id', '=', screenId).where('closed_at', 'is', null).execute()).map(
    ({ rule }) => rule,
  );

const picture = async (background: string, format: 'png' | 'jpeg' | 'webp' = 'png', width = 640): Promise<string> =>
  (
    await sharp({ create: { width, height: 360, channels: 3, background } })
      .toFormat(format)
      .toBuffer()
  ).toString('base64');
const GREEN = await picture('#00aa44');
const BLACK = await picture('#000000', 'jpeg');

/** A player that is alive and says things. */
async function player() {
  const one = await enrolled();
  const { say } = await signIn(one, { keepalive: 0 });
  const tell = (topic: string, payload: unknown) => say(`infoscreen/${one.uuid}/${topic}`, payload);
  await tell('heartbeat', {});
  return { ...one, tell, show: (image: string, more = {}) => tell('screenshot', { image, ...more }) };
}

describe('pictures', () => {
  test('are judged, kept and shown: green is fine, black is found with the same capture, and over with the next', async () => {
    const one = await player();
    await one.show(GREEN);
    await until(one, { state: 'healthy', watch: { screenHealthStatus: 'OK', lastScreenshotAt: NOW, parseFailures: 0 } });
    // States at one instant have no order: each is written down before the next one comes.
    await untilNoted(one, 'healthy');
    clock.advance({ seconds: 1 });
    await one.tell('dashboard', {
      message: { client_id: one.uuid, status: 'ok' },
      content: { screenshot: { data: BLACK, size: 1 } },
      runtime: { anything: 1 },
      metadata: { schema_version: '2.0', capture: { type: 'periodic' } },
    });
    await until(one, { state: 'critical', reasons: ['black'], watch: { screenHealthStatus: 'BLACK', dashboardV2Success: 1 } });
    await vi.waitFor(async () => expect(await rulesOf(one)).toEqual(['screen-black']), AT);
    clock.advance({ seconds: 1 });
    await one.show(GREEN);
    await until(one, { state: 'healthy' });
    await vi.waitFor(async () => expect(await rulesOf(one)).toEqual([]), AT);
    await vi.waitFor(async () => {
      const { transitions } = await must(vera, routes.screenHistory, { id: one.screenId });
      const states = transitions.map(({ state }) => state);
      expect(states.slice(0, 2)).toEqual(['healthy', 'critical']);
    }, AT);
  });

  test('come back as they were sent, or small; to nobody from elsewhere, and of no other screen', async () => {
    const [one, other] = [await player(), await player()];
    await one.show(`data:image/png;base64,${GREEN}`);
    await untilShots(one, 1);
    const { first } = await shotsOf(one);
    const ask = (id: string, query = '') =>
      house.app.http.app.inject({ url: `/api/screens/${id}/screenshots/${first}${query}`, headers: vera.headers });
    const full = await ask(one.screenId);
    expect(full.headers).toMatchObject({ 'content-type': 'image/png', 'cache-control': 'private, max-age=86400, immutable' });
    expect(full.rawPayload.toString('base64')).toBe(GREEN);
    const small = await ask(one.uuid, '?size=small');
    expect(small.headers['content-type']).toBe('image/webp');
    expect(await sharp(small.rawPayload).metadata()).toMatchObject({ format: 'webp', width: 320, height: 180 });
    const again = await house.app.http.app.inject({
      url: `/api/screens/${one.screenId}/screenshots/${first}`,
      headers: { ...vera.headers, 'if-none-match': String(full.headers.etag) },
    });
    expect(again.statusCode).toBe(304);
    expect((await ask(other.screenId)).statusCode).toBe(404);
    expect((await house.app.http.app.inject({ url: `/api/screens/${one.screenId}/screenshots/${first}` })).statusCode).toBe(401);
  });

  test('that are none are counted, and change nothing else', async () => {
    const one = await player();
    await one.show(GREEN);
    await untilShots(one, 1);
    const before = (await shown(one)).watch;
    await one.show('bm8gcGljdHVyZQ==');
    await one.show('%%% no base64');
    await one.show(Buffer.concat([Buffer.from(GREEN, 'base64').subarray(0, 60), Buffer.alloc(200)]).toString('base64'));
    await one.show(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>').toString('base64'));
    await one.show(await picture('#ffffff', 'png', 60_000));
    await one.tell('dashboard', { nothing: 'of it' });
    await until(one, { malformedCount: 6, watch: { ...before, parseFailures: 6 } });
    expect((await shotsOf(one)).items).toHaveLength(1);
  });

  test('are the last twenty of each screen, with their files', async () => {
    const one = await player();
    for (let at = 0; at < 23; at += 1) {
      await one.show(await picture(`rgb(${at * 10},200,0)`));
      await untilShots(one, Math.min(20, at + 1));
      await vi.waitFor(async () => expect((await shown(one)).watch.lastScreenshotAt).toBe(clock.now().toString()), AT);
      clock.advance({ seconds: 1 });
    }
    const { items } = await shotsOf(one);
    expect(items.at(-1)?.at).toBe('2026-11-21T08:00:03Z');
    const references = await db.selectFrom('kernel.file_references').select('name').where('owner_id', '=', one.screenId).execute();
    expect(references).toHaveLength(40);
  });

  test('of an event’s begin come first for two minutes, then the latest', async () => {
    const one = await player();
    await one.show(GREEN, { screenshot_type: 'event_start' });
    await untilShots(one, 1);
    clock.advance({ seconds: 10 });
    await one.tell('heartbeat', {});
    await one.show(BLACK);
    await untilShots(one, 2);
    const latest = () => must(vera, routes.latestScreenshot, { id: one.screenId });
    expect(await latest()).toMatchObject({ kind: 'event_start', status: 'OK' });
    const monitored = async () => (await must(vera, routes.monitorScreens, { limit: 200 })).items.find(({ id }) => id === one.screenId);
    expect(await monitored()).toMatchObject({
      ...{ latestScreenshotType: 'periodic', priorityScreenshotType: 'event_start', priorityScreenshotReceivedAt: NOW },
      ...{ hasActivePriorityScreenshot: true, screenshotId: (await latest()).id },
    });
    clock.advance({ seconds: 111 });
    expect(await latest()).toMatchObject({ kind: 'periodic', status: 'BLACK' });
    expect(await monitored()).toMatchObject({ hasActivePriorityScreenshot: false, screenshotId: (await latest()).id });
  });

  test('that stand while the player draws nothing any more, though it drew on, are frozen; a notice may stand', async () => {
    const [stuck, notice] = [await player(), await player()];
    const health = (frame: string) => ({ timestamp: clock.now().toString(), health_metrics: { last_frame_update: frame } });
    for (const one of [stuck, notice]) await one.show(GREEN);
    await Promise.all([untilShots(stuck, 1), untilShots(notice, 1)]);
    clock.advance({ minutes: 5 });
    await stuck.tell('health', health(clock.now().toString()));
    clock.advance({ minutes: 15 });
    await stuck.tell('health', health('2026-11-21T08:05:00Z'));
    await notice.tell('health', health(NOW));
    for (const one of [stuck, notice]) {
      await one.tell('heartbeat', {});
      await until(one, { lastAlive: clock.now().toString() });
      await one.show(GREEN);
    }
    await until(stuck, { state: 'critical', reasons: ['frozen'] });
    await untilShots(notice, 2);
    await until(notice, { state: 'healthy' });
  });
});

describe('lines of logs', () => {
  test('are found by level, time and text; long ones are cut, and what comes twice is one', async () => {
    const one = await player();
    const timestamp = '2026-11-21T07:59:00Z';
    const error = { timestamp, message: 'no picture\nline two', context: { file: 'a.pdf' } };
    await one.tell('logs/error', error);
    await one.tell('logs/error', error);
    await one.tell('logs/info', { message: `${'x'.repeat(3_999)}\u{1f600}more`, timestamp: '2031-01-01T00:00:00Z' });
    await one.tell('logs/warn', { message: 'little room' });
    await one.tell('logs/debug', { message: 'no such level' });
    await one.tell('logs/error', { timestamp });
    const logs = async (filter = {}) => (await must(adam, routes.listScreenLogs, { id: one.screenId, ...filter })).items;
    await vi.waitFor(async () => expect(await logs()).toHaveLength(3), AT);
    expect(await logs({ level: 'ERROR' })).toMatchObject([
      { at: timestamp, level: 'ERROR', message: 'no picture\nline two', context: '{"file":"a.pdf"}' },
    ]);
    expect((await logs({ level: 'INFO' }))[0]).toMatchObject({ at: NOW, message: `${'x'.repeat(3_999)}\u{fffd}` });
    expect(await logs({ q: 'A.PDF' })).toHaveLength(1);
    expect(await logs({ q: '%' })).toEqual([]);
    expect(await logs({ from: NOW })).toHaveLength(2);
    expect(await logs({ to: NOW })).toHaveLength(1);
    await until(one, { state: 'warning', reasons: ['errors'], malformedCount: 1, watch: { lastErrorAt: timestamp } });
    expect((await vera.call(routes.listScreenLogs, { id: one.screenId })).status).toBe(403);
    const { items } = await must(adam, routes.listRecentErrors, { hours: 1 });
    expect(items).toMatchObject([{ message: 'no picture\nline two', screen: { id: one.screenId } }]);
    const summary = await must(adam, routes.screenLogsSummary, { hours: 1 });
    expect(summary).toMatchObject({ errors: 1, warnings: 1, screens: [{ screen: { id: one.screenId }, errors: 1, warnings: 1 }] });
    const told = async (voice: typeof adam) =>
      (await must(voice, routes.monitorScreens, { limit: 200 })).items.find(({ id }) => id === one.screenId);
    expect(await told(adam)).toMatchObject({ latestError: { message: 'no picture\nline two' } });
    expect(await told(vera)).toMatchObject({ latestError: null, latestLog: null });
  });

  test('without a time are one within half a minute, because they may be delivered twice', async () => {
    const one = await player();
    const write = (...lines: readonly Partial<LogLine & { readonly seconds: number }>[]) =>
      db.transaction().execute((tx) => {
        const logs = lines.map(({ seconds = 0, ...more }) => ({
          ...{ id: crypto.randomUUID(), at: clock.now().add({ seconds }), isTimed: false },
          ...{ level: 'WARN' as const, message: 'no network', context: null, ...more },
        }));
        return saveWatched(tx, [{ uuid: one.uuid, watched: { logs } }], 900, clock.now());
      });
    await write({}, { seconds: 1 });
    await write({ seconds: 20 });
    await write({ seconds: 20, level: 'ERROR' }, { seconds: 20, context: 'eth0' }, { seconds: 21, isTimed: true });
    await write({ seconds: 52 });
    const { items } = await must(adam, routes.listScreenLogs, { id: one.screenId });
    expect(items.map(({ at, level, context }) => `${at.slice(17, 19)} ${level} ${context}`).toSorted()).toEqual([
      '00 WARN null',
      '20 ERROR null',
      '20 WARN eth0',
      '21 WARN null',
      '52 WARN null',
    ]);
  });
});

describe('health', () => {
  test('says that a clock is off, and what the broker is like', async () => {
    const one = await player();
    await one.tell('health', { timestamp: '2026-11-21T08:02:00Z', broker_connection: { broker_reachable: true, reconnect_count: 2 } });
    await until(one, { state: 'warning', reasons: ['clockOff'], watch: { clockOffSeconds: 120, brokerReachable: true } });
    await vi.waitFor(async () => expect(await rulesOf(one)).toEqual(['clock-off']), AT);
    await one.tell('health', { timestamp: NOW });
    await until(one, { state: 'healthy', watch: { clockOffSeconds: 0 } });
    // Without a zone nobody knows what time is meant.
    await one.tell('health', { timestamp: '2026-11-21T09:00:00' });
    clock.advance({ seconds: 5 });
    expect(await shown(one)).toMatchObject({ watch: { clockOffSeconds: 0 } });
  });

  test('is kept in spans of five minutes', async () => {
    const one = await player();
    for (let at = 0; at < 6; at += 1) {
      await one.tell('health', { timestamp: clock.now().toString(), actual_state: { status: at < 2 ? 'crashed' : 'running' } });
      clock.advance({ minutes: 1 });
    }
    await vi.waitFor(async () => {
      const { health } = await must(vera, routes.screenHistory, { id: one.screenId });
      expect(health).toMatchObject([{ at: NOW, samples: 5, crashed: 2, unreachable: 0 }]);
    }, AT);
  });
});

test('counts are by state, site and group; failed services come newest first', async () => {
  const { id: groupId } = await must(adam, routes.addGroup, { name: 'hall' });
  const [one, other] = [await player(), await player()];
  await until(other, { lastAlive: NOW });
  await must(adam, routes.assignScreens, { ids: [one.screenId], groupId });
  await one.tell('service_failed', { unit: 'one.service', failed_at: '2026-11-21T07:00:00Z' });
  await other.tell('service_failed', { unit: 'other.service', failed_at: '2026-11-21T07:30:00Z' });
  await until(one, { state: 'critical' });
  await until(other, { state: 'critical' });
  const { groups } = await must(vera, routes.countScreens, {});
  expect(groups.find(({ id }) => id === groupId)?.counts).toMatchObject({ critical: 1, healthy: 0 });
  const { items } = await must(adam, routes.listServiceFailed, {});
  expect(items.map(({ unit }) => unit)).toEqual(['other.service', 'one.service']);
  const worst = await must(vera, routes.monitorScreens, { limit: 2 });
  expect(worst.items.map(({ state }) => state)).toEqual(['critical', 'critical']);
});
