import { expect, vi } from 'vitest';
import { must } from '../../../../test/kit/must.ts';
import * as routes from '../contract/routes.ts';
import { granted, type ScreensHouse, signIn } from './house.ts';

const AT = { timeout: 10_000, interval: 25 };

/** What a player lives through, at whichever broker the house has; `claim` says a test of it. */
export function journey(claim: (name: string, run: () => Promise<void>) => void, house: () => ScreensHouse): void {
  claim('a player enrols, signs in, is seen, is put into a group, hears what is for it, and is cut off when archived', async () => {
    const { adam, enrolled, group, signIn: enter } = house();
    const player = await enrolled({ hostname: 'foyer', mac: 'B8:27:EB:00:00:01' });
    const { uuid, screenId, broker } = player;
    const shown = () => must(adam, routes.getScreen, { id: screenId });
    expect(await shown()).toMatchObject({
      name: 'foyer',
      uuid,
      state: 'new',
      account: { isUsed: false },
      hardware: { mac: 'b8:27:eb:00:00:01' },
    });

    const first = await enter(player);
    expect(await granted(first.client, [`infoscreen/${uuid}/discovery_ack`, `infoscreen/${uuid}/group_id`])).toEqual([1, 1]);
    await first.say(`infoscreen/${uuid}/discovery`, { uuid, hostname: 'foyer', ip: '192.0.2.7', model: 'Raspberry Pi 5' });
    await vi.waitFor(
      () => expect(first.heard).toContainEqual(expect.stringContaining(`infoscreen/${uuid}/discovery_ack {"uuid":"${uuid}","status":"ok"`)),
      AT,
    );
    await first.say(`infoscreen/${uuid}/heartbeat`, { current_process: 'chromium', process_pid: 42, process_status: 'running', extra: 1 });
    await vi.waitFor(
      async () =>
        expect(await shown()).toMatchObject({
          ...{ state: 'healthy', reasons: [], currentProcess: 'chromium', processPid: 42, processStatus: 'running' },
          ...{ hardware: { ip: '192.0.2.7', model: 'Raspberry Pi 5' }, account: { isUsed: true } },
        }),
      AT,
    );

    const [foyer, hall] = [await group(`foyer ${uuid}`), await group(`hall ${uuid}`)];
    expect(await must(adam, routes.assignScreens, { ids: [screenId], groupId: foyer.id })).toEqual({ changed: 1 });
    await vi.waitFor(() => expect(first.heard).toContain(`infoscreen/${uuid}/group_id ${foyer.number}`), AT);
    await first.closed;

    const second = await enter(player);
    expect(await granted(second.client, [`infoscreen/${uuid}/group_id`, `infoscreen/events/${foyer.number}`])).toEqual([1, 1]);
    expect(await granted(second.client, [`infoscreen/events/${hall.number}`])).toEqual([128]);
    await vi.waitFor(() => expect(second.heard).toContain(`infoscreen/${uuid}/group_id ${foyer.number}`), AT);

    await must(adam, routes.archiveScreen, { id: uuid.toUpperCase() });
    await second.closed;
    await expect(signIn(broker)).rejects.toThrow();
    expect((await adam.call(routes.getScreen, { id: screenId })).status).toBe(404);
  });

  claim('an account that is taken away cuts off that player alone; a code for its screen lets it in again', async () => {
    const { adam, enrolled, enrol, code, signIn: enter } = house();
    const [one, other] = [await enrolled(), await enrolled()];
    const [cut, kept] = [await enter(one), await enter(other)];
    await must(adam, routes.revokeAccount, { id: one.screenId });
    await cut.closed;
    await expect(signIn(one.broker)).rejects.toThrow();
    expect(await must(adam, routes.getScreen, { id: one.screenId })).toMatchObject({ account: null });
    await kept.say(`infoscreen/${other.uuid}/heartbeat`, {});
    expect(kept.client.connected).toBe(true);

    const again = await enrol(await code({ screenId: one.screenId }), one.uuid);
    expect(again).toMatchObject({ status: 200, body: { state: 'enrolled', screenId: one.screenId } });
    const { broker } = again.body as { broker: typeof one.broker };
    expect(broker.password).not.toBe(one.broker.password);
    await expect(signIn(one.broker)).rejects.toThrow();
    await signIn(broker);
  });
}
