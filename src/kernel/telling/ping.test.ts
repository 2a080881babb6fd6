import { expect, test } from 'vitest';
import { createHealth } from '../health/health.ts';
import { createHeld } from '../held/held.ts';
import { createLog } from '../log/log.ts';
import { createOutbound } from '../outbound/create-outbound.ts';
import { noSeal } from '../secrets/seal.ts';
import { createSettings } from '../settings/create-settings.ts';
import { createPing, pingCheck } from './ping.ts';
import { tellingHouse } from './testing/house.ts';

const house = await tellingHouse();
const { db, clock, receiver, transact } = house;
const log = createLog({ level: 'silent', format: 'json' });
const settings = createSettings({ log, seal: noSeal });
const health = createHealth({ log });
let isReady = true;
health.add({
  name: 'database',
  isCritical: true,
  async probe() {
    if (!isReady) throw new Error('gone');
    return null;
  },
});
const check = pingCheck({ db, settings });
health.add(check);
await house.allowReceiver();

const set = (key: string, value: unknown) =>
  db
    .insertInto('kernel.settings')
    .values({ key, value: JSON.stringify(value), updated_at: clock.now(), updated_by: null, version: 1 })
    .execute();

/** As long as it takes to be called so often. */
async function called(times: number): Promise<void> {
  for (let turn = 0; turn < 100 && receiver.calls.length < times; turn += 1) await new Promise((resolve) => setTimeout(resolve, 20));
  expect(receiver.calls).toHaveLength(times);
}

test('the dead man is called while the console is ready, says nothing while it is not, and a fault shows in health only', async () => {
  expect(await check.probe()).toMatchObject({ code: 'ping.off' });
  await set('telling.pingUrl', `${receiver.origin}/alive`);
  const outbound = createOutbound({ proxy: null, ownPorts: () => [], held: createHeld({ db }) });
  const start = () => createPing({ db, clock, log, settings, health, outbound, leading: { transact } }).start();
  let stop = await start();
  await called(1);
  await stop();
  expect(await check.probe()).toMatchObject({ code: 'ping.heard' });

  // Not before five minutes have passed, whoever leads.
  stop = await start();
  await stop();
  expect(receiver.calls).toHaveLength(1);

  clock.pass({ minutes: 5 });
  isReady = false;
  stop = await start();
  await stop();
  expect(receiver.calls).toHaveLength(1);
  await expect(check.probe()).rejects.toThrow('not ready');

  isReady = true;
  clock.pass({ minutes: 5 });
  receiver.state.status = 500;
  stop = await start();
  await called(2);
  await stop();
  await expect(check.probe()).rejects.toThrow('answered 500');

  clock.pass({ minutes: 5 });
  receiver.state.status = 200;
  stop = await start();
  await called(3);
  await stop();
  expect(await check.probe()).toMatchObject({ code: 'ping.heard' });
  await outbound.close();
});
