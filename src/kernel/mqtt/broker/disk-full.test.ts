import { rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, vi } from 'vitest';
import { smallDisk, testWithDisk } from '../../testing/small-disk.ts';
import type { RetainedState } from '../mqtt.ts';
import { testFolder, testRoom } from '../testing/mqtt-house.ts';

testWithDisk(
  'a full disk: nothing is acknowledged that is not stored, and what was acknowledged before and after is there after a restart',
  async () => {
    const dataDir = smallDisk(testFolder(), 8_192);
    const first = await testRoom({ dataDir });
    const acknowledged = new Map<string, string>();
    const publish = async (topic: string, text: string): Promise<boolean> => {
      const isTaken = await first.room.publish(topic, text.padEnd(10_000), { retain: true }).then(
        () => true,
        () => false,
      );
      if (isTaken) acknowledged.set(topic, text);
      return isTaken;
    };
    expect(await publish('kept/before', 'before')).toBe(true);
    const { bavail, bsize } = statfsSync(dataDir);
    const filler = join(dataDir, 'filler');
    writeFileSync(filler, Buffer.alloc(bavail * bsize - 20_000));
    const taken: boolean[] = [];
    for (let index = 0; index < 6; index += 1) taken.push(await publish(`kept/${index}`, 'full'));
    expect(taken).toContain(false);
    rmSync(filler);
    await vi.waitFor(async () => expect(await publish('kept/again', 'again')).toBe(true), { timeout: 10_000, interval: 100 });
    for (let index = 0; index < 6; index += 1) expect(await publish(`kept/${index}`, `after ${index}`)).toBe(true);
    await first.stop();
    const states: RetainedState<'kept/:name', string>[] = [];
    await testRoom({ dataDir, prepare: (room) => void states.push(room.retainedState({ topic: 'kept/:name', payload: 'text' })) });
    await states[0]?.ready();
    const found = [...(states[0]?.all ?? [])].map(([topic, { value }]): [string, string] => [topic, value.trim()]);
    expect(new Map(found)).toEqual(acknowledged);
  },
);
