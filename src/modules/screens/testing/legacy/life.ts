import { expect, vi } from 'vitest';
import { must } from '../../../../../test/kit/must.ts';
import { editSetting } from '../../../../kernel/contract/routes/console.ts';
import { listToday } from '../../../../kernel/contract/routes/today.ts';
import * as routes from '../../contract/routes.ts';
import { granted, type ScreensHouse, signIn } from '../house.ts';
import { mosquittoPub, mosquittoSub, oldPlayer, type SharedAccess } from './old-player.ts';

const AT = { timeout: 15_000, interval: 50 };

const set = (house: ScreensHouse, key: string, value: boolean | number) => must(house.as('sam'), editSetting, { key, value });

/** The shared account, with a password that was made just now. */
async function access(house: ScreensHouse): Promise<SharedAccess> {
  await set(house, 'screens.legacyDiscovery', true);
  return must(house.adam, routes.renewSharedAccount, {});
}

/** The answer to a discovery; the console's time is in it, too. */
const ackTo = (uuid: string): string => expect.stringContaining(`infoscreen/${uuid}/discovery_ack {"uuid":"${uuid}","status":"ok"`);

const said = (uuid: string, more: Readonly<Record<string, unknown>> = {}): string => JSON.stringify({ uuid, hostname: 'old', ...more });

/** What players of the old contract live through, at whichever broker the house has; `claim` says a test of it. */
export function legacyLife(claim: (name: string, run: () => Promise<void>) => void, house: ScreensHouse): void {
  const { adam, group, enrolled, enrol, code } = house;
  const shown = (uuid: string) => adam.call(routes.getScreen, { id: uuid });
  const untilShown = (uuid: string, expected: Readonly<Record<string, unknown>>) =>
    vi.waitFor(async () => expect((await shown(uuid)).body).toMatchObject(expected), AT);

  claim('without the setting nobody comes in by it, and a discovery makes nothing', async () => {
    expect(await adam.call(routes.renewSharedAccount, {})).toMatchObject({ status: 409, body: { code: 'screens.discovery_off' } });
    expect(await must(adam, routes.getSharedAccount, {})).toMatchObject({ isOn: false, issuedAt: null, screenCount: 0 });
    const { url } = await must(adam, routes.getSharedAccount, {});
    await expect(signIn({ url, username: 'infoscreen-shared', password: '' })).rejects.toThrow();
  });

  claim('an old player lives its whole life: discovery, answer, group, telemetry, command, failure, cleared, enrolment', async () => {
    const shared = await access(house);
    const uuid = crypto.randomUUID();
    const heard = oldPlayer(shared, uuid);
    await vi.waitFor(() => expect(heard()).toContainEqual(ackTo(uuid)), AT);
    await untilShown(uuid, {
      ...{ name: `old-${uuid.slice(0, 4)}`, group: null, sharesAccount: true, account: null, state: 'healthy' },
      ...{ currentProcess: 'vlc', processPid: 4711, currentEventId: '12', mqttReconnectCount: 2 },
      hardware: expect.objectContaining({ mac: 'b8:27:eb:00:00:44', model: 'Raspberry Pi 3' }),
    });

    const { id: groupId, number } = await group(`old ${uuid}`);
    await must(adam, routes.assignScreens, { ids: [uuid], groupId });
    await vi.waitFor(() => expect(heard()).toContain(`infoscreen/${uuid}/group_id ${number}`), AT);
    // Its connection has gone on: what it may hear moved under it.
    expect(heard().filter((line) => line.startsWith('connected'))).toEqual(['connected 0']);

    await vi.waitFor(() => expect(heard()).toContain(`infoscreen/events/${number} []`), AT);
    const command = await must(adam, routes.restartScreenApp, { id: uuid });
    await vi.waitFor(
      async () => expect(await must(adam, routes.getCommand, { id: command.id })).toMatchObject({ status: 'completed' }),
      AT,
    );
    const story = (await must(adam, routes.getCommand, { id: command.id })).steps.map(({ status }) => status);
    expect(story).toEqual(expect.arrayContaining(['ack_received', 'execution_started', 'completed']));

    const failure = JSON.stringify({ event: 'service_failed', unit: 'vlc.service', client_uuid: uuid, failed_at: '2026-11-21T07:59:00Z' });
    await mosquittoPub(shared, '-r', '-t', `infoscreen/${uuid}/service_failed`, '-m', failure);
    await untilShown(uuid, { serviceFailedUnit: 'vlc.service', state: 'critical' });
    await must(adam, routes.clearServiceFailed, { id: uuid });
    await untilShown(uuid, { serviceFailedUnit: null });
    // What the broker kept for it: its group, and of the failure nothing.
    expect(new Set(await mosquittoSub(shared, `infoscreen/${uuid}/group_id`))).toEqual(new Set([`infoscreen/${uuid}/group_id ${number}`]));

    const screenId = Reflect.get(Object((await shown(uuid)).body), 'id');
    const answer = await enrol(await code({ screenId }), uuid, { mac: 'b8:27:eb:00:00:44' });
    expect(answer).toMatchObject({ status: 200, body: { state: 'enrolled', screenId } });
    await untilShown(uuid, { sharesAccount: false, account: expect.objectContaining({ isLost: false }), group: { number } });
    // By the shared account nobody speaks for it any more.
    await vi.waitFor(async () => {
      await mosquittoPub(shared, '-t', `infoscreen/${uuid}/heartbeat`, '-m', '{"process_pid":1}');
      expect(await mosquittoSub(shared, `infoscreen/${uuid}/group_id`)).toEqual([]);
    }, AT);
    await must(adam, routes.editScreen, { id: uuid, description: 'enrolled' });
    await mosquittoPub(shared, '-t', `infoscreen/${uuid}/heartbeat`, '-m', '{"process_pid":666}');
    await mosquittoPub(shared, '-t', 'infoscreen/discovery', '-m', said(uuid, { model: 'forged' }));
    const witness = crypto.randomUUID();
    await mosquittoPub(shared, '-t', 'infoscreen/discovery', '-m', said(witness));
    await untilShown(witness, { sharesAccount: true });
    const { body } = await shown(uuid);
    expect(body).toMatchObject({ sharesAccount: false, hardware: { model: '' } });
    expect(body).not.toMatchObject({ processPid: 666 });
  });

  claim('a thief of the shared account speaks for those that share it, and neither for others nor to any', async () => {
    const shared = await access(house);
    const [own, foreign] = [crypto.randomUUID(), await enrolled()];
    const { id: groupId, number } = await group(`enrolled ${own}`);
    await must(adam, routes.assignScreens, { ids: [foreign.screenId], groupId });
    const { client, heard, say } = await signIn(shared);
    await client.subscribeAsync(`infoscreen/${own}/discovery_ack`, { qos: 1 });
    await vi.waitFor(async () => {
      await say('infoscreen/discovery', said(own));
      expect(heard).toContainEqual(ackTo(own));
    }, AT);
    const wide = [
      '#',
      'infoscreen/#',
      'infoscreen/+/commands',
      'infoscreen/+/group_id',
      'clients/+/restart',
      'infoscreen/events/+',
      '$SYS/#',
    ];
    expect(await granted(client, wide)).toEqual(wide.map(() => 128));
    expect(await granted(client, [`infoscreen/events/${number}`, `infoscreen/groups/${number}/interrupt`])).toEqual([128, 128]);
    // It may listen there, because a player that is not known yet does; it hears nothing.
    await client.subscribeAsync([`infoscreen/${foreign.uuid}/group_id`, `infoscreen/${foreign.uuid}/commands`], { qos: 1 });
    for (const topic of [`infoscreen/${foreign.uuid}/heartbeat`, `infoscreen/${foreign.uuid}/commands/ack`])
      await say(topic, { process_pid: 1 });
    await say(`infoscreen/${own}/commands`, { action: 'reboot_host' });
    await say(`infoscreen/events/${number}`, '[]', { retain: true });
    await say('infoscreen/discovery', said(foreign.uuid, { model: 'forged' }));
    await say(`infoscreen/${own}/heartbeat`, { process_pid: 2 });
    await untilShown(own, { processPid: 2 });
    expect((await shown(foreign.uuid)).body).toMatchObject({ processPid: null, lastAlive: null, hardware: { model: '' } });
    expect(heard.filter((line) => !line.startsWith(`infoscreen/${own}/discovery_ack`))).toEqual([]);
  });

  claim('invented players are turned away beyond the cap, and that is told; those that are known go on', async () => {
    const shared = await access(house);
    const before = (await must(adam, routes.getSharedAccount, {})).screenCount;
    await set(house, 'screens.discoveredPerHour', before + 3);
    const { say, client, heard } = await signIn(shared);
    const invented = Array.from({ length: 12 }, () => crypto.randomUUID());
    for (const uuid of invented) await say('infoscreen/discovery', said(uuid, { hostname: 'same-name' }));
    await vi.waitFor(async () => expect((await must(adam, routes.getSharedAccount, {})).screenCount).toBe(before + 3), AT);
    await vi.waitFor(
      async () => expect(JSON.stringify((await must(adam, listToday, { limit: 200 })).items)).toContain('discovery-flood'),
      AT,
    );
    const [known = ''] = invented;
    await client.subscribeAsync(`infoscreen/${known}/discovery_ack`, { qos: 1 });
    await say('infoscreen/discovery', said(known, { model: 'refreshed' }));
    await vi.waitFor(() => expect(heard.some((line) => line.startsWith(`infoscreen/${known}/discovery_ack`))).toBe(true), AT);
    await untilShown(known, { hardware: { model: 'refreshed' } });
    expect((await must(adam, routes.getSharedAccount, {})).screenCount).toBe(before + 3);
  });

  claim('a new password cuts off whoever has the old one; switched off, all of them', async () => {
    const old = await access(house);
    const first = await signIn(old);
    const renewed = await access(house);
    await first.closed;
    await expect(signIn(old)).rejects.toThrow();
    const second = await signIn(renewed);
    await set(house, 'screens.legacyDiscovery', false);
    await second.closed;
    await expect(signIn(renewed)).rejects.toThrow();
    const rows = await house.db.selectFrom('screens.shared_account').selectAll().execute();
    expect(rows).toMatchObject([{ password_hash: null, issued_at: null }]);
    const audited = JSON.stringify(await house.db.selectFrom('kernel.audit').selectAll().execute());
    expect(audited).toContain('screens.shared_account_renewed');
    expect(audited).not.toContain(renewed.password);
  });
}
