import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Fail2banError } from './errors.ts';
import { answerIn, createReplyReader, request } from './frame.ts';
import { pickle } from './pickle/encode.ts';
import type { PyValue } from './pickle/values.ts';

const END = '<F2B_END_COMMAND>';
const thrownBy = (work: () => unknown): unknown => {
  try {
    return work();
  } catch (error) {
    return error;
  }
};

describe('text that would end the command is refused before anything is sent', () => {
  test.each([
    ['alone', ['echo', END]],
    ['in the middle', ['echo', `a${END}(lVversion\na.`]],
    ['in a list', ['multi-set', 'sshd', 'addfailregex', ['x', [`y${END}`]]]],
    ['the mark that closes', ['echo', 'a<F2B_CLOSE_COMMAND>b']],
    ['as the name of the command', [END]],
  ])('%s', (_where, command) => {
    expect(() => request(command)).toThrow(expect.objectContaining({ kind: 'refused', permanent: true, outcome: 'not_done' }));
  });

  test('whatever is put around it, and wherever it stands', () => {
    const around = fc.string({ unit: 'binary' });
    fc.assert(
      fc.property(around, around, fc.constantFrom(END, '<F2B_CLOSE_COMMAND>'), fc.nat(5), (before, after, mark, depth) => {
        const nested = Array.from({ length: depth }).reduce<string | readonly unknown[]>((inner) => [inner], `${before}${mark}${after}`);
        const command = JSON.parse(JSON.stringify(['set', nested]));
        expect(thrownBy(() => request(command))).toBeInstanceOf(Fail2banError);
      }),
    );
  });

  test('halves of it in two arguments are two texts', () => {
    const bytes = request(['echo', '<F2B_END_', 'COMMAND>']);
    expect(bytes.indexOf(END)).toBe(bytes.length - END.length);
  });
});

describe('a reply ends where its pickle ends', () => {
  const read = (bytes: Buffer, pieces: number): (PyValue | undefined)[] => {
    const reader = createReplyReader();
    const answers: (PyValue | undefined)[] = [];
    for (let from = 0; from < bytes.length; from += pieces) answers.push(reader.feed(bytes.subarray(from, from + pieces)));
    return answers;
  };

  test.each([1, 2, 7, 1000])('also with the terminator in the value, in pieces of %i bytes', (pieces) => {
    const value = [0, [`a${END}b`, END, '.']];
    const answers = read(Buffer.concat([pickle(value), Buffer.from(END)]), pieces);
    expect(answers.slice(0, -1)).toEqual(answers.slice(0, -1).map(() => undefined));
    expect(answers.at(-1)).toEqual(value);
  });

  test.each([
    ['something else behind it', Buffer.concat([pickle([0, 1]), Buffer.from('<F2B_END_COMMANX>')])],
    ['more behind the terminator', Buffer.concat([pickle([0, 1]), Buffer.from(`${END}x`)])],
    ['no pickle', Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n')],
  ])('%s is a fault of the protocol', (_what, bytes) => {
    expect(() => createReplyReader().feed(bytes)).toThrow(expect.objectContaining({ kind: 'protocol' }));
  });
});

describe('answers', () => {
  const failure = (module: string, name: string, ...args: PyValue[]): PyValue => [1, { kind: 'error', module, name, args }];

  test('the second part of a good reply', () => {
    expect(answerIn([0, 'pong'])).toBe('pong');
    expect(answerIn([0, null])).toBe(null);
  });

  test.each<[string, PyValue, object]>([
    [
      'an unknown jail',
      failure('fail2ban.exceptions', 'UnknownJailException', 'x'),
      { kind: 'unknown_jail', message: 'fail2ban has no jail "x"' },
    ],
    [
      'a bad regex',
      failure('fail2ban.server.failregex', 'RegexException', "No failure-id group in 'x'"),
      { kind: 'bad_regex', message: "No failure-id group in 'x'" },
    ],
    ['too few arguments', failure('builtins', 'IndexError', 'list index out of range'), { kind: 'refused', message: 'Invalid command' }],
    [
      'a file that is not there',
      failure('builtins', 'FileNotFoundError', 2, 'No such file or directory', '/x'),
      { kind: 'refused', message: '2 No such file or directory /x' },
    ],
    [
      'an exception of a foreign class',
      [1, { kind: 'object', module: 'a', name: 'B', args: ['c'] }],
      { kind: 'refused', message: 'c', pythonClass: 'a.B' },
    ],
    ['an answer that cannot be pickled', "ERROR: Can't pickle local object", { kind: 'refused' }],
    ['a request that was not understood', 'ERROR: pickle data was truncated', { kind: 'protocol' }],
    ['a code of its own', [2, 'x'], { kind: 'protocol' }],
    ['one part', [0], { kind: 'protocol' }],
    ['an error that is none', [1, 'x'], { kind: 'protocol' }],
  ])('%s', (_what, reply, expected) => {
    expect(() => answerIn(reply)).toThrow(expect.objectContaining({ ...expected, permanent: true }));
  });
});
