import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { testNeeding } from '../../../../../../test/needs.ts';
import { unpickle } from './decode.ts';
import { type PyArgument, pickle } from './encode.ts';
import { PickleError } from './values.ts';

const { tree } = fc.letrec<{ tree: PyArgument }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 6 },
    fc.string({ unit: 'binary' }),
    fc.boolean(),
    fc.constant(null),
    fc.maxSafeInteger(),
    fc.integer(),
    fc.array(tie('tree'), { maxLength: 6 }),
  ),
}));

test("a command's bytes", () => {
  const name = (text: string): string => `58${Buffer.from([text.length, 0, 0, 0]).toString('hex')}${Buffer.from(text).toString('hex')}`;
  expect(pickle(['status', 'sshd']).toString('hex')).toBe(`80025d28${name('status')}${name('sshd')}652e`);
  expect(pickle([-2, true, false, null]).toString('hex')).toBe('80025d284afeffffff88894e652e');
});

test('what is written is read again', () => {
  fc.assert(
    fc.property(tree, (value) => {
      expect(unpickle(pickle(value))).toEqual(value);
    }),
  );
});

testNeeding('fail2ban', 'Python reads it as it was meant', () => {
  const values = fc.sample(tree, 300);
  const script = 'import json, pickle, sys\nfor line in sys.stdin: print(json.dumps(pickle.loads(bytes.fromhex(line))))';
  const input = values.map((value) => pickle(value).toString('hex')).join('\n');
  const { stdout } = spawnSync('python3', ['-c', script], { input, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  expect(
    stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line)),
  ).toEqual(values);
});

test.each([
  ['half a character', 'a\ud800'],
  ['half of something', 0.5],
  ['no number', Number.NaN],
  ['an integer that is not exact', 2 ** 60],
  ['a text of two megabytes', 'x'.repeat(2 * 1024 * 1024)],
  ['lists in lists in lists', Array.from({ length: 50 }).reduce<PyArgument>((inner) => [inner], null)],
] as const)('%s is not written', (_what, value) => {
  expect(() => pickle([value])).toThrow(PickleError);
});
