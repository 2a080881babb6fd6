import { setTimeout as sleep } from 'node:timers/promises';
import { expect, vi } from 'vitest';
import { must } from '../../../../test/kit/must.ts';
import { listToday } from '../../../kernel/contract/routes/today.ts';
import * as routes from '../contract/routes.ts';
import { type Enrolled, type ScreensHouse, signIn } from './house.ts';

const AT = { timeout: 20_000, interval: 50 };
const FLOOD_MS = 2_000;

/** What a player can do that is broken or stolen, and what the others feel of it: nothing. `claim` says a test of it. */
export function hostilePlayers(claim: (name: string, run: () => Promise<void>) => void, house: ScreensHouse): void {
  const { adam, enrolled } = house;
  const shown = ({ screenId }: Enrolled) => must(adam, routes.getScreen, { id: screenId });

  claim('messages that cannot be read, of whatever kind, are counted and named, and change nothing', async () => {
    const [hostile, other] = [await enrolled(), await enrolled()];
    const { say } = await signIn(hostile.broker);
    const heartbeat = `infoscreen/${hostile.uuid}/heartbeat`;
    const deep = 100_000;
    const bad: readonly (readonly [topic: string, payload: string])[] = [
      [heartbeat, JSON.stringify({ process_pid: 1, filler: 'x'.repeat(70_000) })],
      [heartbeat, `${'['.repeat(20_000)}${']'.repeat(20_000)}`],
      [heartbeat, `{"process_pid":1,"x":${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)},"process_status":7}`],
      [heartbeat, '"a text"'],
      [heartbeat, 'null'],
      [heartbeat, '{"process_pid":"seven"}'],
      [heartbeat, '{"process_pid":1e999}'],
      [heartbeat, `{"current_process":"${'x'.repeat(1_000)}"}`],
      [heartbeat, '\u0000\uffff'],
      [`infoscreen/${hostile.uuid}/health`, '{"timestamp":[],"actual_state":"running"}'],
      [`infoscreen/${hostile.uuid}/discovery`, `{"uuid":"${'0'.repeat(deep)}"}`],
      [`infoscreen/${hostile.uuid}/service_failed`, '{"unit":""}'],
    ];
    for (const [topic, payload] of bad) await say(topic, payload);
    await vi.waitFor(async () => expect(await shown(hostile)).toMatchObject({ malformedCount: bad.length, lastAlive: null }), AT);
    expect(await shown(hostile)).toMatchObject({
      serviceFailedAt: null,
      processPid: null,
      malformedReason: expect.stringContaining('payload'),
    });
    expect(await shown(other)).toMatchObject({ malformedCount: 0 });
    // Prototypes and what looks like one are data like any other.
    await say(heartbeat, '{"__proto__":{"process_pid":9},"constructor":1,"process_status":"running"}');
    await vi.waitFor(async () => expect(await shown(hostile)).toMatchObject({ processStatus: 'running', processPid: null }), AT);
  });

  claim('more than a packet may hold ends the connection, and nothing else', async () => {
    const [hostile, other] = [await enrolled(), await enrolled()];
    const [bad, good] = [await signIn(hostile.broker), await signIn(other.broker)];
    bad.say(`infoscreen/${hostile.uuid}/screenshot`, 'x'.repeat(5 * 1_048_576)).catch(() => {}); // Cut off before an answer.
    await Promise.race([bad.closed, sleep(2_000)]);
    await good.say(`infoscreen/${other.uuid}/heartbeat`, { process_pid: 5 });
    await vi.waitFor(async () => expect(await shown(other)).toMatchObject({ processPid: 5 }), AT);
    const again = await signIn(hostile.broker);
    await again.say(`infoscreen/${hostile.uuid}/heartbeat`, { process_pid: 6 });
    await vi.waitFor(async () => expect(await shown(hostile)).toMatchObject({ processPid: 6 }), AT);
  });

  claim('a thousand messages a second from one player: it is limited and named; all that the others say arrives, and soon', async () => {
    const hostile = await enrolled();
    const others = await Promise.all(Array.from({ length: 5 }, () => enrolled()));
    const bad = await signIn(hostile.broker);
    const good = await Promise.all(others.map(async (player) => ({ player, ...(await signIn(player.broker)) })));
    let isFlooding = true;
    const flood = (async () => {
      for (let count = 0; isFlooding; count += 1) {
        const topic = `infoscreen/${hostile.uuid}/${count % 2 === 0 ? 'heartbeat' : 'health'}`;
        bad.client.publish(topic, count % 3 === 0 ? '{bad' : JSON.stringify({ timestamp: '', process_pid: count }), {
          qos: count % 2 === 0 ? 1 : 0,
        });
        if (count % 10 === 9) await sleep(10);
      }
    })();
    const waits: number[] = [];
    const until = performance.now() + FLOOD_MS;
    for (let pid = 1; performance.now() < until; pid += 1) {
      await Promise.all(
        good.map(async ({ player, say }) => {
          const sent = performance.now();
          await say(`infoscreen/${player.uuid}/heartbeat`, { process_pid: pid });
          await vi.waitFor(async () => expect((await shown(player)).processPid).toBe(pid), { timeout: 10_000, interval: 5 });
          waits.push(performance.now() - sent);
        }),
      );
    }
    isFlooding = false;
    await flood;
    // Each heartbeat was seen before the next one was sent. No measurement on a machine of others; far from waiting behind a flood.
    expect(waits.length).toBeGreaterThan(20);
    expect(waits.toSorted((a, b) => a - b)[Math.floor(waits.length / 2)]).toBeLessThan(1_000);
    await vi.waitFor(async () => expect((await shown(hostile)).limitedCount).toBeGreaterThan(50), AT);
    expect((await shown(hostile)).limitedAt).not.toBeNull();
    for (const player of others) expect(await shown(player)).toMatchObject({ limitedCount: 0, limitedAt: null });
    const { name } = await shown(hostile);
    await vi.waitFor(async () => {
      const { items } = await must(adam, listToday, { limit: 200 });
      const told = items.filter((item) => JSON.stringify(item).includes('player-floods'));
      expect(told).toHaveLength(1);
      expect(JSON.stringify(told)).toContain(name);
    }, AT);
    await bad.client.endAsync(true);
  });
}
