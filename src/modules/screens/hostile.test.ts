import { test, vi } from 'vitest';
import { describeNeeding, isMissing } from '../../../test/needs.ts';
import { PLAIN } from '../../kernel/mqtt/testing/mqtt-house.ts';
import { mosquittoWithPlugin } from '../../kernel/mqtt/testing/plugin-broker.ts';
import { hostilePlayers } from './testing/hostile.ts';
import { screensHouse } from './testing/house.ts';

const broker = isMissing('mosquitto') ? null : await mosquittoWithPlugin();
const elsewhere = broker === null ? null : await screensHouse({ ...PLAIN, url: broker.url });
const embedded = await screensHouse();

/** The broker ends with the first test: all that happens there is one. */
describeNeeding(['mosquitto'], 'hostile players at Mosquitto', () => {
  test('do there what they do at the embedded broker', async () => {
    if (elsewhere === null) throw new Error('there is no broker');
    const claims: { readonly name: string; run(): Promise<void> }[] = [];
    hostilePlayers((name, run) => void claims.push({ name, run }), elsewhere);
    await vi.waitFor(() => elsewhere.enrolled(), { timeout: 10_000, interval: 50 });
    for (const { run } of claims) await run();
  }, 90_000);
});

hostilePlayers((name, run) => test(name, run, 60_000), embedded);
