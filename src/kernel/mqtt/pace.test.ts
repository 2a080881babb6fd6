import { expect, test } from 'vitest';
import { createPace, createPaces, type PaceLimits } from './pace.ts';

const LIMITS: PaceLimits = { messagesPerSecond: 10, messagesAtOnce: 20, bytesPerSecond: 1_000, bytesAtOnce: 2_000 };

function driven() {
  let now = 0;
  const advance = (ms: number): void => {
    now += ms;
  };
  return { nowMs: () => now, advance };
}

test('what is within the bucket waits for nothing; what is beyond it waits until the pace has caught up', () => {
  const { nowMs, advance } = driven();
  const pace = createPace(LIMITS, nowMs);
  expect([pace.spend(20, 100), pace.waitMs()]).toEqual([0, 0]);
  expect([pace.spend(5, 100), pace.waitMs()]).toEqual([5, 500]);
  advance(499);
  expect(pace.waitMs()).toBe(1);
  advance(1);
  expect(pace.waitMs()).toBe(0);
  // The bucket holds no more than it holds, however long nobody speaks.
  advance(3_600_000);
  expect([pace.spend(21, 0), pace.waitMs()]).toEqual([1, 100]);
});

test('few large messages are limited as well', () => {
  const { nowMs, advance } = driven();
  const pace = createPace(LIMITS, nowMs);
  expect([pace.spend(1, 2_000), pace.waitMs()]).toEqual([0, 0]);
  expect([pace.spend(1, 500), pace.waitMs()]).toEqual([1, 500]);
  advance(500);
  expect(pace.waitMs()).toBe(0);
});

test('each name has a pace of its own, and the longest silent ones are forgotten', () => {
  const { nowMs } = driven();
  const paceOf = createPaces(LIMITS, nowMs);
  paceOf('flood').spend(1_000, 0);
  expect([paceOf('flood').waitMs() > 0, paceOf('calm').waitMs()]).toEqual([true, 0]);
  for (let index = 0; index < 20_000; index += 1) paceOf(`invented ${index}`);
  expect(paceOf('flood').waitMs()).toBe(0);
});
