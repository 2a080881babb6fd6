import fc from 'fast-check';
import { expect, test } from 'vitest';
import { grantsOf, sharedGrants } from './grants.ts';
import { TOPICS } from './topics.ts';

const anyPlayer = fc.record({ uuid: fc.uuid(), groupNumber: fc.option(fc.integer({ min: 1, max: 2 ** 31 - 1 })) });

const CONSOLE_ALONE = ['commands', 'commandsOld', 'events', 'schedule', 'groupId', 'groupPowerIntent', 'powerIntent', 'interrupt'] as const;

test("a player is granted its own topics and its group's, by name: no wildcard, nothing of another one", () => {
  fc.assert(
    fc.property(anyPlayer, (player) => {
      const { publish, subscribe } = grantsOf(player);
      for (const topic of [...publish, ...subscribe]) expect(topic).not.toMatch(/[+#:]/);
      for (const topic of publish) expect(topic.split('/')[1]).toBe(player.uuid);
      for (const topic of subscribe) {
        const levels = topic.split('/');
        expect(levels.includes(player.uuid) || (player.groupNumber !== null && levels.includes(String(player.groupNumber)))).toBe(true);
      }
      expect(publish.filter((topic) => subscribe.includes(topic))).toEqual([]);
    }),
  );
});

test('what only the console says, no player may say', () => {
  const player = { uuid: '0197a1b2-0000-7000-8000-000000000001', groupNumber: 7 };
  const said = (topic: (typeof CONSOLE_ALONE)[number]): string => TOPICS[topic].replace(':uuid', player.uuid).replace(':group', '7');
  for (const topic of CONSOLE_ALONE) expect(grantsOf(player).publish).not.toContain(said(topic));
});

test('players that share an account speak for each other, and for nobody else', () => {
  fc.assert(
    fc.property(fc.array(anyPlayer, { maxLength: 5 }), anyPlayer, (players, other) => {
      fc.pre(players.every(({ uuid }) => uuid !== other.uuid));
      const { publish } = sharedGrants(players);
      expect(publish[0]).toBe(TOPICS.discovery);
      expect(publish.filter((topic) => topic.includes(other.uuid))).toEqual([]);
      for (const player of players) for (const topic of grantsOf(player).publish) expect(publish).toContain(topic);
      for (const topic of publish) expect(topic).not.toMatch(/[+#]/);
    }),
  );
});

test('who is in no group hears no group', () => {
  fc.assert(
    fc.property(fc.uuid(), (uuid) => {
      for (const topic of grantsOf({ uuid, groupNumber: null }).subscribe) expect(topic).toContain(uuid);
    }),
  );
});
