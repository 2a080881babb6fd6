import { expect, test, vi } from 'vitest';
import { describeNeeding, isMissing } from '../../../test/needs.ts';
import { PLAIN } from '../../kernel/mqtt/testing/mqtt-house.ts';
import { mosquittoWithPlugin } from '../../kernel/mqtt/testing/plugin-broker.ts';
import { screensHouse } from './testing/house.ts';
import { legacyLife } from './testing/legacy/life.ts';

const broker = isMissing('mosquitto') ? null : await mosquittoWithPlugin();
const house = broker === null ? null : await screensHouse({ ...PLAIN, url: broker.url });

/** The broker ends with the first test: all that happens there is one. */
describeNeeding(['mosquitto', 'mosquitto-clients', 'python3-paho-mqtt'], 'players of the old contract', () => {
  test('at Mosquitto with its plugin live as at the embedded broker', async () => {
    if (house === null || broker === null) throw new Error('there is no broker');
    const claims: { readonly name: string; run(): Promise<void> }[] = [];
    legacyLife((name, run) => void claims.push({ name, run }), house);
    expect(claims).not.toEqual([]);
    await vi.waitFor(() => house.enrolled(), { timeout: 10_000, interval: 50 });
    for (const { run } of claims) await run();
  }, 120_000);
});
