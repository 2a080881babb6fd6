import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compileFilter, compilePattern, covers, type Filter, isLevel, isTopic, matches, overlap, topicOf } from './topic.ts';

const HEARTBEAT = 'caretaker/servers/:serverId/heartbeat';
const filter = (text: string): Filter => compileFilter(text) ?? expect.fail(`${text} is no filter`);

test.each(['', '+', '#', 'a/b', 'a+b', 'a#', '\u0000', 'a\u0000b', 'a\nb', '$SYS', '\ud800', 'x'.repeat(1_025)])(
  'no id such as %j becomes a level of a topic',
  (level) => {
    expect(isLevel(level)).toBe(false);
    expect(() => topicOf(HEARTBEAT, { serverId: level })).toThrow(TypeError);
  },
);

/** Whatever may be hidden in a text. */
const anyText = fc.string({ unit: fc.constantFrom('a', 'ü', ' ', '.', ':', '💡', '$', '/', '+', '#', '\u0000', '\n', '\u2028', '\ud800') });

test('whatever the id: a topic that was built is read back as that id, and stays on its level', () => {
  fc.assert(
    fc.property(anyText, (serverId) => {
      fc.pre(isLevel(serverId));
      const topic = topicOf(HEARTBEAT, { serverId });
      expect(topic.split('/')).toHaveLength(4);
      expect(compilePattern(HEARTBEAT).read(topic)).toEqual({ serverId });
      expect(isTopic(topic)).toBe(true);
    }),
  );
});

test.each([
  ['caretaker/servers/a/heartbeat', { serverId: 'a' }],
  ['caretaker/servers//heartbeat', 'bad'],
  ['caretaker/servers/a\u0007/heartbeat', 'bad'],
  ['caretaker/servers/a/heartbeat/x', null],
  ['caretaker/servers/heartbeat', null],
  ['caretaker/screens/a/heartbeat', null],
])('%j reads as %j', (topic, reading) => {
  expect(compilePattern(HEARTBEAT).read(topic)).toEqual(reading);
});

test.each(['a//b', '', 'a/+', 'a/#', ':x/:x', '$SYS/a'])('%j is no pattern', (pattern) => {
  expect(() => compilePattern(pattern)).toThrow(TypeError);
});

test.each(['a/#/b', 'a/b#', 'a+/b', '', 'a\u0000'])('%j is no filter', (text) => {
  expect(compileFilter(text)).toBeNull();
});

// MQTT 3.1.1, sections 4.7.1.2, 4.7.1.3 and 4.7.2: its own examples.
test.each([
  ['sport/tennis/player1/#', 'sport/tennis/player1', true],
  ['sport/tennis/player1/#', 'sport/tennis/player1/score/wimbledon', true],
  ['sport/#', 'sport', true],
  ['sport/tennis/+', 'sport/tennis/player1', true],
  ['sport/tennis/+', 'sport/tennis/player1/ranking', false],
  ['sport/+', 'sport', false],
  ['sport/+', 'sport/', true],
  ['+/+', '/finance', true],
  ['/+', '/finance', true],
  ['+', '/finance', false],
  ['#', '$SYS/monitor/Clients', false],
  ['+/monitor/Clients', '$SYS/monitor/Clients', false],
  ['$SYS/#', '$SYS/monitor/Clients', true],
])('%s and %s: %s', (text, topic, expected) => {
  expect(matches(filter(text), topic)).toBe(expected);
});

const level = fc.constantFrom('a', 'b', '');
const anyTopic = fc.array(level, { minLength: 1, maxLength: 4 }).map((levels) => levels.join('/'));
const anyFilter = fc
  .tuple(fc.array(fc.oneof(level, fc.constant('+')), { minLength: 1, maxLength: 3 }), fc.boolean())
  .map(([levels, isOpen]) => [...levels, ...(isOpen ? ['#'] : [])]);

test('what a covered filter lets through, the covering one lets through, too', () => {
  fc.assert(
    fc.property(anyFilter, anyFilter, anyTopic, (allowed, asked, topic) => {
      fc.pre(covers(allowed, asked) && matches(asked, topic));
      expect(matches(allowed, topic)).toBe(true);
    }),
  );
});

test('a filter that is not covered lets something through that the other does not', () => {
  const topics = ['', 'a', 'b', 'c'].flatMap((one) => [
    one,
    ...['', 'a', 'b', 'c'].flatMap((two) => [
      `${one}/${two}`,
      `${one}/${two}/c`,
      `${one}/${two}/c/c`,
      `${one}/${two}/a`,
      `${one}/${two}/b`,
      `${one}/${two}/`,
    ]),
  ]);
  fc.assert(
    fc.property(anyFilter, anyFilter, (allowed, asked) => {
      fc.pre(allowed.length < 4 && asked.length < 4 && !covers(allowed, asked));
      expect(topics.some((topic) => matches(asked, topic) && !matches(allowed, topic))).toBe(true);
    }),
  );
});

test('nobody who may hear everything may hear the broker itself', () => {
  expect(covers(filter('#'), filter('$SYS/#'))).toBe(false);
  expect(covers(filter('+/#'), filter('$share/caretaker/a'))).toBe(false);
});

test('filters overlap exactly where a topic passes both', () => {
  fc.assert(
    fc.property(anyFilter, anyFilter, anyTopic, (one, other, topic) => {
      expect(overlap(one, other)).toBe(overlap(other, one));
      if (matches(one, topic) && matches(other, topic)) expect(overlap(one, other)).toBe(true);
    }),
  );
  expect(overlap(filter('a/+/c'), filter('a/b/+'))).toBe(true);
  expect(overlap(filter('a/+/c'), filter('a/b/d'))).toBe(false);
  expect(overlap(filter('a/#'), filter('a'))).toBe(true);
});
