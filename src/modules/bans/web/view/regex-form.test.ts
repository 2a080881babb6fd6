import { expect, test } from 'vitest';
import { regexTest } from '../../contract/workshop-routes.ts';
import { emptyRegex, regexInput } from './regex-form.ts';

const hostId = '01939c4e-0000-7000-8000-000000000001';

test('a named filter wins over typed expressions, a log over pasted lines', () => {
  const input = regexInput(
    { ...emptyRegex, filter: 'sshd', mode: 'aggressive', failregex: 'x <HOST>', lines: 'x', logPath: '/var/log/auth.log' },
    hostId,
  );
  expect(input).toEqual({
    hostId,
    filter: { name: 'sshd', options: [{ name: 'mode', value: 'aggressive' }] },
    logPath: '/var/log/auth.log',
  });
});

test('expressions stand one a line, empty ones are left out, and all of it fits the contract', () => {
  const input = regexInput({ ...emptyRegex, failregex: '^a <HOST>$\n\n ^b <HOST>$ ', lines: 'a 192.0.2.7' }, hostId);
  expect(input.filter.failregex).toEqual(['^a <HOST>$', '^b <HOST>$']);
  expect(regexTest.input.safeParse(input).success).toBe(true);
});
