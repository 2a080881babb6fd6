import { setTimeout as sleep } from 'node:timers/promises';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { must } from '../../../../test/kit/must.ts';
import { listToday } from '../../../kernel/contract/routes/today.ts';
import * as routes from '../contract/routes.ts';
import { saveHeard } from '../store/telemetry.ts';
import { type Enrolled, screensHouse } from '../testing/house.ts';

const NOW = '2026-11-21T08:00:00Z';
const house = await screensHouse();
const { adam, clock, db, enrolled, signIn } = house;
beforeEach(() => clock.set(NOW));

const AT = { timeout: 10_000, interval: 25 };
const shown = ({ screenId }: Enrolled) => must(adam, routes.getScreen, { id: screenId });
const rulesOf = async ({ screenId }: Enrolled): Promise<readonly string[]> =>
  (await db.selectFrom('kernel.findings').select('rule').where('asset_id', '=', screenId).where('closed_at', 'is', null).execute()).map(
    ({ rule }) => rule,
  );
/** The broker acknowledges to the player what it has taken; the console has it a moment later. */
const untilShown = (of: Enrolled, expected: Readonly<Record<string, unknown>>) =>
  vi.waitFor(async () => expect(await shown(of)).toMatchObject(expected), AT);
const untilRules = (of: Enrolled, rules: readonly string[]) =>
  vi.waitFor(async () => expect((await rulesOf(of)).toSorted()).toEqual([...rules].toSorted()), AT);

describe('what a player says', () => {
  test('is written down', async () => {
    const player = await enrolled();
    const { say } = await signIn(player);
    await say(`infoscreen/${player.uuid}/heartbeat`, {
      current_process: 'vlc',
      process_pid: 7,
      process_status: 'starting',
      current_event_id: 12,
    });
    await untilShown(player, {
      ...{ lastAlive: NOW, currentProcess: 'vlc', processPid: 7, processStatus: 'starting', currentEventId: '12', state: 'healthy' },
    });
    await say(`infoscreen/${player.uuid}/health`, {
      timestamp: NOW,
      actual_state: { process: 'chromium', pid: 8, status: 'running' },
      broker_connection: { broker_reachable: true, reconnect_count: 3, last_disconnect_at: '2026-11-21T07:00:00' },
    });
    await untilShown(player, {
      ...{ currentProcess: 'chromium', processPid: 8, mqttReconnectCount: 3, mqttLastDisconnectAt: '2026-11-21T07:00:00Z' },
    });
  });

  test('and cannot be read is counted and shown, and changes nothing else', async () => {
    const player = await enrolled();
    const { say } = await signIn(player);
    await say(`infoscreen/${player.uuid}/heartbeat`, '{not json');
    await say(`infoscreen/${player.uuid}/heartbeat`, { process_status: 'exploded' });
    await say(`infoscreen/${player.uuid}/health`, { actual_state: { pid: -1 } });
    await untilShown(player, { state: 'new', lastAlive: null, malformedCount: 3, malformedAt: NOW });
    expect((await shown(player)).malformedReason).toMatch(/payload/);
  });

  test('of thirty players at once is each one’s own', async () => {
    const players = await Promise.all(Array.from({ length: 30 }, () => enrolled()));
    await Promise.all(
      players.map(async (player, index) => {
        const { say } = await signIn(player);
        for (let at = 0; at < 5; at += 1) await say(`infoscreen/${player.uuid}/heartbeat`, { process_pid: index * 10 + at });
      }),
    );
    for (const [index, player] of players.entries()) await untilShown(player, { processPid: index * 10 + 4 });
  });

  test('of a time that no database can hold does no harm to what others say', async () => {
    const [hostile, ...others] = await Promise.all(Array.from({ length: 6 }, () => enrolled()));
    if (hostile === undefined) throw new Error('nobody enrolled');
    const bad = await signIn(hostile);
    const good = await Promise.all(others.map(async (player) => ({ player, ...(await signIn(player)) })));
    await Promise.all([
      ...['0000-01-01T00:00:00Z', '-200000-01-01T00:00:00Z', '+200000-01-01T00:00:00Z'].map((last_disconnect_at) =>
        bad.say(`infoscreen/${hostile.uuid}/health`, { timestamp: NOW, broker_connection: { last_disconnect_at, reconnect_count: 2 } }),
      ),
      ...good.map(({ player, say }) => say(`infoscreen/${player.uuid}/heartbeat`, {})),
    ]);
    for (const player of others) await untilShown(player, { lastAlive: NOW });
    await untilShown(hostile, { mqttReconnectCount: 2, mqttLastDisconnectAt: null });
  });

  test('by an account of another one is not heard', async () => {
    const [one, other] = [await enrolled(), await enrolled()];
    const { say } = await signIn(one);
    await say(`infoscreen/${other.uuid}/heartbeat`, {});
    await say(`infoscreen/${crypto.randomUUID()}/heartbeat`, {});
    await say(`infoscreen/${one.uuid}/heartbeat`, {});
    await untilShown(one, { lastAlive: NOW });
    expect(await shown(other)).toMatchObject({ lastAlive: null });
  });
});

describe('silence', () => {
  test('beyond the grace is found, by time alone, and over with the next heartbeat', async () => {
    const player = await enrolled({ hostname: 'silent one' });
    const { say } = await signIn(player, { keepalive: 0 });
    await say(`infoscreen/${player.uuid}/heartbeat`, {});
    clock.advance({ seconds: 171 });
    // Another one wakes the timer: the clock of this house stands until somebody moves it.
    const other = await enrolled();
    await must(adam, routes.editScreen, { id: other.screenId, description: 'woken' });
    await untilRules(player, ['screen-offline']);
    await untilShown(player, { state: 'offline', reasons: ['silent'] });
    const { items } = await must(adam, listToday, { limit: 200 });
    expect(JSON.stringify(items)).toContain('screen-offline');
    await say(`infoscreen/${player.uuid}/heartbeat`, {});
    await untilRules(player, []);
  });

  test('of a screen that is switched off is nobody’s business', async () => {
    const player = await enrolled();
    await must(adam, routes.editScreen, { id: player.screenId, isActive: false });
    const { say } = await signIn(player, { keepalive: 0 });
    await say(`infoscreen/${player.uuid}/heartbeat`, { process_status: 'crashed' });
    await must(adam, routes.editScreen, { id: player.screenId, description: 'woken' });
    expect(await rulesOf(player)).toEqual([]);
    await must(adam, routes.editScreen, { id: player.screenId, isActive: true });
    await untilRules(player, ['screen-crashed']);
  });
});

describe('a group that is out of use', () => {
  test('keeps what is wrong with its screens to itself, until it is in use again or they are elsewhere', async () => {
    const [player, group] = [await enrolled(), await house.group('Out of use')];
    const { say } = await signIn(player);
    await say(`infoscreen/${player.uuid}/heartbeat`, { process_status: 'crashed' });
    const crashed = async () => (await must(adam, routes.listCrashed, {})).items.map(({ id }) => id);
    await untilRules(player, ['screen-crashed']);
    expect(await crashed()).toContain(player.screenId);
    await must(adam, routes.assignScreens, { ids: [player.screenId], groupId: group.id });
    await must(adam, routes.editGroup, { id: group.id, isActive: false });
    await untilRules(player, []);
    expect(await crashed()).not.toContain(player.screenId);
    await must(adam, routes.assignScreens, { ids: [player.screenId], groupId: null });
    await untilRules(player, ['screen-crashed']);
    await must(adam, routes.assignScreens, { ids: [player.screenId], groupId: group.id });
    await untilRules(player, []);
    await must(adam, routes.editGroup, { id: group.id, isActive: true });
    await untilRules(player, ['screen-crashed']);
  });
});

describe('a crash', () => {
  test('is found at once, and over when it runs again', async () => {
    const player = await enrolled();
    const { say } = await signIn(player);
    await say(`infoscreen/${player.uuid}/heartbeat`, { current_process: 'vlc', process_status: 'crashed' });
    await untilRules(player, ['screen-crashed']);
    await untilShown(player, { state: 'critical', reasons: ['crashed'] });
    await say(`infoscreen/${player.uuid}/health`, { timestamp: NOW, actual_state: { status: 'running' } });
    await untilRules(player, []);
  });
});

describe('a service that has failed', () => {
  const topicOf = ({ uuid }: Enrolled) => `infoscreen/${uuid}/service_failed`;

  test('is found, kept by the broker, and forgotten at both when a person clears it', async () => {
    const player = await enrolled();
    const { say } = await signIn(player);
    await say(
      topicOf(player),
      { event: 'failed', unit: 'player.service', client_uuid: player.uuid, failed_at: '2026-11-21T07:59:00Z' },
      { retain: true },
    );
    await untilShown(player, { serviceFailedAt: '2026-11-21T07:59:00Z', serviceFailedUnit: 'player.service' });
    await untilRules(player, ['service-failed']);
    clock.advance({ seconds: 5 });
    expect(await must(adam, routes.clearServiceFailed, { id: player.screenId })).toMatchObject({ serviceFailedAt: null });
    await must(adam, routes.clearServiceFailed, { id: player.screenId });
    await untilRules(player, []);
    // The old one once more, as a broker would send that has not heard yet: it stays forgotten.
    await say(topicOf(player), { unit: 'player.service', failed_at: '2026-11-21T07:59:00Z' });
    await sleep(200);
    expect(await shown(player)).toMatchObject({ serviceFailedAt: null });
    await say(topicOf(player), '', { retain: true });
    clock.advance({ seconds: 5 });
    await say(topicOf(player), { unit: 'other.service', failed_at: '2026-11-21T08:00:09Z' });
    await untilShown(player, { serviceFailedUnit: 'other.service', serviceFailedAt: '2026-11-21T08:00:09Z' });
  });

  test('is news after another one was cleared, though its clock is behind ours; what the broker has kept is not', async () => {
    const player = await enrolled();
    const { say } = await signIn(player);
    await say(topicOf(player), { unit: 'player.service', failed_at: '2026-11-21T06:00:00Z' });
    await untilShown(player, { serviceFailedAt: '2026-11-21T06:00:00Z' });
    await must(adam, routes.clearServiceFailed, { id: player.screenId });
    await say(topicOf(player), { unit: 'player.service', failed_at: '2026-11-21T06:00:10Z' });
    await untilShown(player, { serviceFailedAt: '2026-11-21T06:00:10Z' });
    await must(adam, routes.clearServiceFailed, { id: player.screenId });
    const kept = async (at: string, isOld = false) => {
      const failure = { at: Temporal.Instant.from(at), unit: 'kept.service', isKept: true, isOld };
      const silent = { at: null, aliveAt: null, eventId: null, process: null, hardware: null, reconnectCount: null, disconnectedAt: null };
      const heard = { ...silent, malformed: null, uuid: player.uuid, failure };
      await db.transaction().execute((tx) => saveHeard(tx, [heard], 170, clock.now()));
      return (await shown(player)).serviceFailedUnit;
    };
    expect([await kept('2026-11-21T06:00:00Z'), await kept('2026-11-21T06:00:10Z'), await kept(NOW, true)]).toEqual([null, null, null]);
    expect(await kept('2026-11-21T06:00:20Z')).toBe('kept.service');
  });

  test('at a time that cannot be read, or is still to come, failed when it was heard', async () => {
    for (const failed_at of ['yesterday', '2031-01-01T00:00:00Z', undefined]) {
      const player = await enrolled();
      const { say } = await signIn(player);
      await say(topicOf(player), { unit: 'player.service', failed_at });
      await untilShown(player, { serviceFailedAt: NOW });
    }
  });
});
