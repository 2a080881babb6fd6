import { expect, test } from 'vitest';
import { Backlog } from './backlog.ts';

test('what was sent and acknowledged waits no longer, by its newest number only once', () => {
  const backlog = new Backlog();
  backlog.add('red', 'a', 10);
  backlog.add('red', 'b', 5);
  expect(backlog.count('red')).toEqual({ messages: 2, bytes: 15 });
  expect(backlog.take('red', 1)).toBeNull();
  backlog.send('red', 'a', 1);
  backlog.send('red', 'a', 2);
  expect(backlog.take('red', 2)).toBe('a');
  expect(backlog.take('red', 1)).toBeNull();
  expect(backlog.count('red')).toEqual({ messages: 1, bytes: 5 });
  backlog.send('red', 'b', 3);
  expect(backlog.take('blue', 3)).toBeNull();
  expect(backlog.take('red', 3)).toBe('b');
  expect(backlog.count('red')).toEqual({ messages: 0, bytes: 0 });
});

test('what does not wait is not remembered, and what is written twice counts once', () => {
  const backlog = new Backlog();
  backlog.send('red', 'a', 1);
  expect(backlog.take('red', 1)).toBeNull();
  backlog.add('red', 'a', 10);
  backlog.add('red', 'a', 4);
  expect(backlog.count('red')).toEqual({ messages: 1, bytes: 4 });
  backlog.forget('red');
  expect(backlog.count('red')).toEqual({ messages: 0, bytes: 0 });
});
