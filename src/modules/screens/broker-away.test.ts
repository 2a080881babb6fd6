import { setTimeout as sleep } from 'node:timers/promises';
import { expect, vi } from 'vitest';
import { must } from '../../../test/kit/must.ts';
import { isMissing, testNeeding } from '../../../test/needs.ts';
import { PLAIN } from '../../kernel/mqtt/testing/mqtt-house.ts';
import { mosquittoWithPlugin } from '../../kernel/mqtt/testing/plugin-broker.ts';
import * as routes from './contract/routes.ts';
import { type Enrolled, type ScreensHouse, screensHouse, signIn } from './testing/house.ts';

const AT = { timeout: 20_000, interval: 50 };
const broker = isMissing('mosquitto') ? null : await mosquittoWithPlugin();
const found = broker === null ? null : await screensHouse({ ...PLAIN, url: broker.url });

const rulesOf = async ({ db }: ScreensHouse, { screenId }: Enrolled) =>
  (await db.selectFrom('kernel.findings').select('rule').where('asset_id', '=', screenId).where('closed_at', 'is', null).execute()).map(
    ({ rule }) => rule,
  );

testNeeding(
  'mosquitto',
  'a broker that the console cannot reach makes no screen offline; silence counts from its return on',
  async () => {
    if (found === null || broker === null) throw new Error('there is no broker');
    const { adam, clock, enrolled, code, enrol } = found;
    const [player, other] = await vi.waitFor(async () => [await enrolled(), await enrolled()] as const, AT);
    /** The clock of this house stands until somebody moves it, and the timer looks when something has changed. */
    const wake = async (description: string) => {
      await must(adam, routes.editScreen, { id: other.screenId, description: `${description} ${crypto.randomUUID()}` });
      await sleep(500);
    };
    const { say } = await signIn(player.broker);
    await say(`infoscreen/${player.uuid}/heartbeat`, {});
    await vi.waitFor(
      async () => expect(await must(adam, routes.getScreen, { id: player.screenId })).toMatchObject({ state: 'healthy' }),
      AT,
    );

    // Looked at once because of its first heartbeat; then only silence is waited for.
    const look = found.db.selectFrom('screens.screens').select('facts_change_at').where('uuid', '=', player.uuid);
    await vi.waitFor(async () => {
      await wake('beats');
      expect(String((await look.executeTakeFirst())?.facts_change_at)).toBe('2026-11-21T08:02:50.001Z');
    }, AT);

    await broker.end('SIGTERM');
    await vi.waitFor(async () => expect(await enrol(await code())).toMatchObject({ status: 503 }), AT);
    for (const turn of [1, 2, 3]) {
      clock.advance({ seconds: 171 });
      await wake(`away ${turn}`);
      expect(await rulesOf(found, player)).toEqual([]);
    }

    await broker.start();
    await vi.waitFor(async () => expect(await enrol(await code())).toMatchObject({ status: 200 }), AT);
    // It listens anew a moment after the broker is back, by the clock as it stands now.
    const until = clock.now().add({ seconds: 170 }).toString();
    await vi.waitFor(async () => expect(String((await look.executeTakeFirst())?.facts_change_at)).toBe(until), AT);
    clock.advance({ seconds: 100 });
    await wake('back');
    expect(await rulesOf(found, player)).toEqual([]);
    clock.advance({ seconds: 171 });
    await vi.waitFor(async () => {
      await wake('silent');
      expect(await rulesOf(found, player)).toEqual(['screen-offline']);
    }, AT);
  },
  60_000,
);
