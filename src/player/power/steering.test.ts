import { expect, test } from 'vitest';
import { createSteering, type Switched } from './steering.ts';

const NOW = Temporal.Instant.from('2026-12-01T08:00:00Z');

function television(works: () => boolean = () => true) {
  let now = NOW;
  const [switched, told]: [string[], Switched[]] = [[], []];
  const steering = createSteering({
    now: () => now,
    async switchTo(state) {
      switched.push(state);
      return works() ? null : 'no adapter';
    },
    tell: (one) => void told.push(one),
  });
  const say = (whose: 'group' | 'own', state: 'on' | 'off', id: string, seconds = 90) =>
    steering.obey(
      whose,
      new TextEncoder().encode(
        JSON.stringify({
          ...{ schema_version: '1.0', intent_id: id, group_id: 1, desired_state: state, poll_interval_sec: 30 },
          reason: state === 'on' ? 'active_event' : 'no_active_event',
          ...{ issued_at: now.toString(), expires_at: now.add({ seconds }).toString() },
          ...{ active_event_ids: [], event_window_start: null, event_window_end: null },
        }),
      ),
    );
  const wait = (seconds: number): void => {
    now = now.add({ seconds });
  };
  return { switched, told, say, steering, wait };
}
const [ONE, TWO, THREE] = [crypto.randomUUID(), crypto.randomUUID(), crypto.randomUUID()];

test('an intent that is repeated switches once, another one again', async () => {
  const { say, switched } = television();
  await say('group', 'on', ONE);
  await say('group', 'on', ONE);
  await say('group', 'off', TWO);
  expect(switched).toEqual(['on', 'off']);
});

test('what could not be switched is told, and tried again with the repetition', async () => {
  let works = false;
  const { say, switched, told } = television(() => works);
  await say('group', 'on', ONE);
  works = true;
  await say('group', 'on', ONE);
  await say('group', 'on', ONE);
  expect(switched).toEqual(['on', 'on']);
  expect(told.map(({ error }) => error)).toEqual(['no adapter', null]);
});

test('the own one comes before the group’s as long as it lasts, or until it is cleared', async () => {
  const { say, switched, steering, wait } = television();
  await say('group', 'on', ONE);
  await say('own', 'off', TWO, 60);
  await say('group', 'on', ONE);
  expect(switched).toEqual(['on', 'off']);
  wait(60);
  await say('group', 'on', ONE);
  expect(switched).toEqual(['on', 'off', 'on']);
  await say('own', 'off', THREE);
  await steering.obey('own', new Uint8Array());
  expect(switched).toEqual(['on', 'off', 'on', 'off', 'on']);
});

test('what is over, or is none, switches nothing', async () => {
  const { say, switched, steering } = television();
  expect(await say('group', 'on', ONE, -1)).toBeNull();
  expect(await steering.obey('group', new TextEncoder().encode('{'))).toBeNull();
  expect(switched).toEqual([]);
});
