import { expect, vi } from 'vitest';
import { must } from '../../../test/kit/must.ts';
import { isMissing, testNeeding } from '../../../test/needs.ts';
import { listToday } from '../../kernel/contract/routes/today.ts';
import { mosquitto } from '../../kernel/mqtt/testing/mosquitto.ts';
import { PLAIN } from '../../kernel/mqtt/testing/mqtt-house.ts';
import { mosquittoWithPlugin } from '../../kernel/mqtt/testing/plugin-broker.ts';
import * as routes from './contract/routes.ts';
import { type ScreensHouse, screensHouse } from './testing/house.ts';
import { journey } from './testing/journey.ts';

const broker = isMissing('mosquitto') ? null : await mosquittoWithPlugin();
const house = broker === null ? null : await screensHouse({ ...PLAIN, url: broker.url });
const withoutPlugin = isMissing('mosquitto') ? null : await screensHouse({ ...PLAIN, url: (await mosquitto()).url });

/** The broker ends with the first test: all that happens there is one. */
testNeeding(
  'mosquitto',
  'the same at Mosquitto with its dynamic-security plugin; a broker that has lost its accounts is found, and caught up when it is back',
  async () => {
    const claims: { readonly name: string; run(): Promise<void> }[] = [];
    journey((name, run) => void claims.push({ name, run }), present);
    expect(claims).not.toEqual([]);
    for (const { run } of claims) await run();
    await whereNoAccountsAreKept();
    await whileAway();
  },
  120_000,
);

function present(): ScreensHouse {
  if (house === null) throw new Error('there is no broker');
  return house;
}

async function whereNoAccountsAreKept(): Promise<void> {
  if (withoutPlugin === null) throw new Error('there is no broker');
  const { enrol, code } = withoutPlugin;
  const answer = await enrol(await code());
  expect(answer).toMatchObject({ status: 503, body: { params: { reason: expect.stringMatching(/dynamic-security plugin/) } } });
}

async function whileAway(): Promise<void> {
  const { adam, enrolled, group, enrol, code, signIn } = present();
  const player = await enrolled({ hostname: 'away' });
  const { id: groupId, number } = await group('while it was away');
  await broker?.end('SIGTERM');
  await vi.waitFor(
    async () =>
      expect(await enrol(await code(), crypto.randomUUID())).toMatchObject({
        status: 503,
        body: { params: { reason: 'The broker is away.' } },
      }),
    20_000,
  );
  await must(adam, routes.assignScreens, { ids: [player.screenId], groupId });
  await broker?.start();
  await vi.waitFor(
    async () => {
      const { client, heard } = await signIn(player);
      await client.subscribeAsync([`infoscreen/${player.uuid}/group_id`, `infoscreen/events/${number}`], { qos: 1 });
      await vi.waitFor(() => expect(heard).toContain(`infoscreen/${player.uuid}/group_id ${number}`), 500);
    },
    { timeout: 60_000, interval: 500 },
  );
  // Those that enrolled while it was away have an account here and none there.
  await vi.waitFor(async () => {
    const { items } = await must(adam, listToday, { limit: 200 });
    expect(JSON.stringify(items)).toContain('account-lost');
  }, 20_000);
}
