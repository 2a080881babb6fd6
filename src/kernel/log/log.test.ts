import { expect, test } from 'vitest';
import { createLog, type LogFormat } from './log.ts';

function lines(format: LogFormat) {
  const written: string[] = [];
  return { written, log: createLog({ level: 'info', format }, { write: (line) => void written.push(line) }) };
}

test('an entry is one line of JSON with its level in words and its time in UTC', () => {
  const { log, written } = lines('json');
  log.info({ serverId: 'a' }, 'server flipped');
  expect(JSON.parse(written.join(''))).toEqual({
    level: 'info',
    time: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
    serverId: 'a',
    msg: 'server flipped',
  });
});

test.each([
  [{ password: 'hunter2' }],
  [{ body: { newPassword: 'hunter2' } }],
  [{ req: { headers: { authorization: 'Bearer hunter2', 'set-cookie': 'hunter2' } } }],
  [{ reply: { tokens: { refreshToken: 'hunter2' } } }],
])('a secret in %j does not reach the log', (fields) => {
  const { log, written } = lines('json');
  log.warn(fields, 'something odd');
  expect(written.join('')).not.toContain('hunter2');
  expect(written.join('')).toContain('[hidden]');
});

test('what is below the level is not written', () => {
  const { log, written } = lines('json');
  log.debug('how it went');
  expect(written).toEqual([]);
});

test('a person reads time, level, message, data and the error under it', () => {
  const { log, written } = lines('pretty');
  log.error({ site: 'Main street', count: 3, err: new Error('no route') }, 'could not reach it');
  const text = written.join('');
  expect(text).toMatch(/^\d\d:\d\d:\d\d\.\d{3} .*error.* could not reach it site="Main street" count=3\n {6}Error: no route\n/);
});

test('a chosen name cannot move the cursor of who reads the log', () => {
  const { log, written } = lines('pretty');
  log.info('renamed to \u001b[2J evil');
  expect(written.join('')).not.toContain('\u001b[2J');
});
