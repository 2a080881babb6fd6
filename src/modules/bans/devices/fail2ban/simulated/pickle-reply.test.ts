import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { testNeeding } from '../../../../../../test/needs.ts';
import { address, pickleReply, type Reply, thrown, tuple } from './pickle-reply.ts';

/** What Python's own pickler makes of an expression, with fail2ban's classes at hand. */
function pickled(expressions: readonly string[]): string[] {
  const script = `
import pickle, sys
sys.path.insert(0, '/usr/lib/python3/dist-packages')
from fail2ban.server.ipdns import IPAddr
from fail2ban.server.failregex import RegexException
from fail2ban.exceptions import UnknownJailException
for line in sys.stdin: print(pickle.dumps(eval(line), 5).hex())
`;
  const { stdout, stderr } = spawnSync('python3', ['-c', script], {
    input: expressions.join('\n'),
    encoding: 'utf8',
    maxBuffer: 16 * 1024 * 1024,
  });
  if (stderr !== '') throw new Error(stderr);
  return stdout.trim().split('\n');
}

test('the reply to ping, as it was captured', () => {
  expect(pickleReply(tuple(0, 'pong')).toString('hex')).toBe('8005950c000000000000004b008c04706f6e679486942e');
});

testNeeding('fail2ban', "its bytes are those of Python's pickler", () => {
  const cases: readonly (readonly [string, Reply])[] = [
    ["(0, 'pong')", tuple(0, 'pong')],
    ['(0, None)', tuple(0, null)],
    ['(0, [])', tuple(0, [])],
    ['(0, 600)', tuple(0, 600)],
    ['(0, 86400)', tuple(0, 86_400)],
    ['(0, -1)', tuple(0, -1)],
    ['(0, [True, False])', tuple(0, [true, false])],
    ["(0, [('Number of jail', 2), ('Jail list', 'a, b')])", tuple(0, [tuple('Number of jail', 2), tuple('Jail list', 'a, b')])],
    ["(0, {'a': ['polling', (1, 2), (3, 4)]})", tuple(0, new Map([['a', ['polling', tuple(1, 2), tuple(3, 4)]]]))],
    [
      "(0, {'a': 1, 'b': (1, 2, 3, 4)})",
      tuple(
        0,
        new Map<string, Reply>([
          ['a', 1],
          ['b', tuple(1, 2, 3, 4)],
        ]),
      ),
    ],
    ["(0, [IPAddr('198.51.100.7'), IPAddr('2001:db8::1')])", tuple(0, [address('198.51.100.7'), address('2001:db8::1')])],
    ["(1, UnknownJailException('nope'))", tuple(1, thrown('fail2ban.exceptions', 'UnknownJailException', ['nope']))],
    ["(1, RegexException('x'))", tuple(1, thrown('fail2ban.server.failregex', 'RegexException', ['x']))],
    ["(1, OSError(2, 'No such file', '/x'))", tuple(1, thrown('builtins', 'FileNotFoundError', [2, 'No such file', '/x']))],
    [`(0, '${'x'.repeat(300)}')`, tuple(0, 'x'.repeat(300))],
    [
      '(0, [str(i) for i in range(2001)])',
      tuple(
        0,
        Array.from({ length: 2001 }, (_, index) => String(index)),
      ),
    ],
    [
      "(0, [IPAddr('10.0.0.%d' % i) for i in range(255)])",
      tuple(
        0,
        Array.from({ length: 255 }, (_, index) => address(`10.0.0.${index}`)),
      ),
    ],
  ];
  const expected = pickled(cases.map(([expression]) => expression));
  expect(cases.map(([, reply]) => pickleReply(reply).toString('hex'))).toEqual(expected);
});
