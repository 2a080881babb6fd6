import { expect, test } from 'vitest';
import { createQueue } from './queue.ts';

/** A queue whose work waits for a word, and the order in which things had their turns. */
function gated(mostBytes?: number) {
  const turns: string[] = [];
  const gates: (() => void)[] = [];
  const queue = createQueue<string>(({ item }) => {
    turns.push(item);
    return new Promise((resolve) => void gates.push(resolve));
  }, mostBytes);
  const add = (sender: string, item: string, kind = 'periodic') => queue.add({ key: `${sender} ${kind}`, sender, item, bytes: 10 });
  /** What is being done ends, and the next begins. */
  const step = async (): Promise<void> => {
    gates.shift()?.();
    for (let wait = 0; wait < 5; wait += 1) await Promise.resolve();
  };
  return { queue, turns, add, step };
}

test('of one sender only the newest waits, at the place of the first', async () => {
  const { turns, add, step } = gated();
  add('a', 'a1');
  add('b', 'b1');
  add('c', 'c1');
  add('b', 'b2');
  for (let turn = 0; turn < 3; turn += 1) await step();
  expect(turns).toEqual(['a1', 'b2', 'c1']);
});

test('a sender without pause waits for all others between two turns of its own', async () => {
  const { turns, add, step } = gated();
  for (const sender of ['flood', 'b', 'c', 'd']) add(sender, sender);
  for (let turn = 0; turn < 8; turn += 1) {
    for (let more = 0; more < 50; more += 1) add('flood', `flood ${turn}`);
    await step();
  }
  const between = turns.slice(
    1,
    turns.findIndex((turn, at) => at > 0 && turn.startsWith('flood')),
  );
  expect(between).toEqual(['b', 'c', 'd']);
});

test('where there is no room, the picture of who had a turn last is dropped, not that of who has waited', async () => {
  const { queue, turns, add, step } = gated(20);
  add('flood', 'flood 1');
  await step();
  add('b', 'b');
  for (const sender of ['flood', 'c', 'd', 'flood']) add(sender, sender);
  for (const kind of ['periodic', 'priority']) add('flood', `flood ${kind}`, kind);
  expect(queue.takeDropped()).toBeGreaterThan(0);
  for (let turn = 0; turn < 6; turn += 1) await step();
  expect(turns.slice(0, 4)).toEqual(['flood 1', 'b', 'c', 'd']);
});

test('where all have had as few turns, those that came last are dropped, so that turns go on', async () => {
  const { queue, turns, add, step } = gated(20);
  for (const sender of ['a', 'b', 'c', 'd', 'e']) add(sender, sender);
  for (let turn = 0; turn < 6; turn += 1) await step();
  expect(turns).toEqual(['a', 'b', 'c']);
  expect(queue.takeDropped()).toBe(2);
  await queue.idle();
});
