import { expect, test } from 'vitest';
import { createServerClock } from './server-clock.ts';

const SERVER = Temporal.Instant.from('2026-12-01T08:00:00Z');

/** A computer whose clock people set, and whose counter nobody sets. */
function computer(clock: string) {
  let [now, counter] = [Temporal.Instant.from(clock), 5_000];
  return {
    own: { now: () => now },
    elapsedMs: () => counter,
    wait(seconds: number) {
      now = now.add({ seconds });
      counter += seconds * 1_000;
    },
    setClock(instant: string) {
      now = Temporal.Instant.from(instant);
    },
  };
}

test('until the console has said its time the own clock must do', () => {
  const { own, elapsedMs } = computer('2026-11-30T00:00:00Z');
  const clock = createServerClock(own, elapsedMs);
  expect([clock.now().toString(), clock.offsetSeconds()]).toEqual(['2026-11-30T00:00:00Z', null]);
});

test('what the console has said goes on, also when the own clock is put right meanwhile', () => {
  const pi = computer('2026-11-30T00:00:00Z');
  const clock = createServerClock(pi.own, pi.elapsedMs);
  clock.learn(SERVER, 0);
  expect(clock.offsetSeconds()).toBe(-32 * 3_600);
  pi.wait(60);
  pi.setClock('2026-12-01T08:01:00Z');
  expect([clock.now().toString(), clock.offsetSeconds()]).toEqual(['2026-12-01T08:01:00Z', 0]);
  pi.wait(30);
  expect(clock.now().toString()).toBe('2026-12-01T08:01:30Z');
});

test('half of the way is taken off; what took too long says nothing', () => {
  const pi = computer('2026-12-01T08:00:00Z');
  const clock = createServerClock(pi.own, pi.elapsedMs);
  clock.learn(SERVER, 2_000);
  expect(clock.now().toString()).toBe('2026-12-01T08:00:01Z');
  clock.learn(SERVER.add({ hours: 1 }), 10_001);
  clock.learn(SERVER.add({ hours: 1 }), -1);
  expect(clock.now().toString()).toBe('2026-12-01T08:00:01Z');
});
