import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { testNeeding } from '../../../../../../test/needs.ts';
import { createUnpickler, unpickle } from './decode.ts';
import { PickleError, type PyValue, usualLimits } from './values.ts';

const text = (value: string): Buffer => Buffer.from(value, 'latin1');
const hex = (value: string): Buffer => Buffer.from(value.replaceAll(' ', ''), 'hex');
const all = (...parts: (Buffer | string)[]): Buffer => Buffer.concat(parts.map((part) => (typeof part === 'string' ? hex(part) : part)));

describe('replies as fail2ban wrote them', () => {
  test('ping', () => {
    expect(unpickle(all('80 05 95 0c00000000000000 4b00 8c04', text('pong'), '94 86 94 2e'))).toEqual([0, 'pong']);
  });

  test('an unknown jail', () => {
    const bytes = all(
      ...['80 05 95 3f00000000000000 4b01 8c13', text('fail2ban.exceptions'), '94 8c14', text('UnknownJailException')],
      ...['94 93 94 8c04', text('nope'), '94 85 94 52 94 86 94 2e'],
    );
    expect(unpickle(bytes)).toEqual([1, { kind: 'error', module: 'fail2ban.exceptions', name: 'UnknownJailException', args: ['nope'] }]);
  });

  test('addresses: the class once, then recalled from the memo', () => {
    const bytes = all(
      ...['80 05 5d 94 28 8c08', text('builtins'), '94 8c03', text('str'), '94 93 94 8c0c', text('198.51.100.7'), '94 85 94 52 94'],
      ...['68 03 8c09', text('192.0.2.1'), '94 85 94 52 94 65 2e'],
    );
    expect(unpickle(bytes)).toEqual(['198.51.100.7', '192.0.2.1']);
  });

  test('an ignore list that stands in a file', () => {
    const bytes = all(
      ...['80 05 8c15', text('fail2ban.server.ipdns'), '94 8c0d', text('FileIPAddrSet'), '94 93 94 5d 94 85 94 52 94'],
      ...['7d 94 8c08', text('fileName'), '94 8c0a', text('/etc/allow'), '94 73 62 2e'],
    );
    expect(unpickle(bytes)).toEqual({ kind: 'addresses', items: [], file: '/etc/allow' });
  });
});

test('what is on no list is described, and never made', () => {
  expect(unpickle(text("cos\nsystem\n(S'touch /tmp/owned'\ntR."))).toEqual({
    ...{ kind: 'object', module: 'os', name: 'system', args: ['touch /tmp/owned'] },
  });
});

const lists = (depth: number): Buffer => text(`${']('.repeat(depth)}${'e'.repeat(depth)}.`);
/** Each list holds the one before ten times. */
const bomb = (levels: number): Buffer => {
  const level = (_: unknown, index: number): string => {
    const memo = String.fromCharCode(index);
    return `q${memo}0](${`h${memo}`.repeat(10)}e`;
  };
  return text(`]${Array.from({ length: levels }, level).join('')}.`);
};

describe('hostile bytes end in an error at once', () => {
  test.each([
    ['a list in itself', text(']q\x00h\x00a.')],
    ['a dictionary in itself', text('}q\x00Nh\x00s.')],
    ['ten to the power of 19 items', bomb(20)],
    ['lists 100,000 deep', lists(100_000)],
    ['marks without end', text('('.repeat(1_000_000))],
    ['a text of 2^60 bytes', all('8d 0000000000000010', text('x'))],
    ['bytes of 2^64 - 1 bytes', all('8e ffffffffffffffff', text('x'))],
    ['a memo of 4 billion', hex('5d 72 ffffffff 2e')],
    ['an integer of 100,000 bytes', all('8b a0860100', Buffer.alloc(100_000, 0x7f), '2e')],
    ['an integer of a million digits', text(`I${'9'.repeat(1_000_000)}\n.`)],
    ['a number that is a word', text('Fconstructor\n.')],
    ['a line without an end', Buffer.alloc(2 * 1024 * 1024, 'V')],
    ['nothing on the stack', text('.')],
    ['two values', text('NN.')],
    ['an open mark', text('(N.')],
    ['an append to a number', text('K\x01Na.')],
    ['an append below a mark', text('](a.')],
    ['a recall of what was not remembered', text('h\x00.')],
    ['a call of a number', text('K\x01)R.')],
    ['a state for a number', text('K\x01}b.')],
    ['a key without its value', text('}(Nu.')],
    ['a persistent id', text('Pid\n.')],
    ['a registered extension', text('\x82\x01.')],
    ['a buffer from outside', text('\x97.')],
    ['a protocol of the future', text('\x80\x06N.')],
    ['something behind it', text('N.N')],
  ])('%s', (_what, bytes) => {
    const started = performance.now();
    expect(() => unpickle(bytes)).toThrow(PickleError);
    expect(performance.now() - started).toBeLessThan(1500);
  });

  test('more bytes than the limit, however they come', () => {
    const unpickler = createUnpickler({ ...usualLimits, bytes: 10_000 });
    const feed = () => {
      for (;;) unpickler.feed(Buffer.alloc(1000, 'N'));
    };
    expect(feed).toThrow(PickleError);
  });

  test('any bytes at all: a value or a PickleError, and nothing else', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        try {
          unpickle(bytes);
        } catch (error) {
          expect(error).toBeInstanceOf(PickleError);
        }
      }),
      { numRuns: 3000 },
    );
  });
});

// One process answers for all values: each as its pickles of four protocols, in hexadecimal.
const PICKLER = `
import json, pickle, struct, sys
def make(v):
    kind, x = v
    if kind == 'int': return int(x)
    if kind == 'float': return struct.unpack('>d', bytes.fromhex(x))[0]
    if kind == 'bytes': return bytes.fromhex(x)
    if kind == 'list': return [make(i) for i in x]
    if kind == 'tuple': return tuple(make(i) for i in x)
    if kind == 'set': return {make(i) for i in x}
    if kind == 'dict': return {make(k): make(i) for k, i in x}
    return x
for line in sys.stdin:
    value = make(json.loads(line))
    print(' '.join(pickle.dumps(value, protocol).hex() for protocol in (0, 1, 2, 3, 4, 5)))
`;

/** A value with the description from which Python makes the same. */
interface Twin {
  readonly value: PyValue;
  readonly python: readonly [kind: string, content: unknown];
}

const hexFloat = (value: number): string => {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleBE(value);
  return bytes.toString('hex');
};
const integer = (value: bigint): PyValue => (Number.isSafeInteger(Number(value)) ? Number(value) : value);
const scalar: fc.Arbitrary<Twin> = fc.oneof(
  fc.string({ unit: 'binary' }).map((value): Twin => ({ value, python: ['text', value] })),
  fc.string({ maxLength: 600, unit: 'grapheme' }).map((value): Twin => ({ value, python: ['text', value] })),
  fc.boolean().map((value): Twin => ({ value, python: ['text', value] })),
  fc.constant<Twin>({ value: null, python: ['text', null] }),
  fc.integer().map((value): Twin => ({ value, python: ['int', String(value)] })),
  fc.bigInt({ min: -(2n ** 200n), max: 2n ** 200n }).map((value): Twin => ({ value: integer(value), python: ['int', String(value)] })),
  fc.double({ noNaN: true }).map((value): Twin => ({ value, python: ['float', hexFloat(value)] })),
  fc.uint8Array({ maxLength: 300 }).map((value): Twin => ({ value, python: ['bytes', Buffer.from(value).toString('hex')] })),
);
const several = (kind: string, items: readonly Twin[]): Twin => ({
  value: items.map(({ value }) => value),
  python: [kind, items.map(({ python }) => python)],
});
const texts = fc.uniqueArray(fc.string(), { maxLength: 5 });
const { tree } = fc.letrec<{ tree: Twin }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 4 },
    scalar,
    fc.array(tie('tree'), { maxLength: 5 }).map((items) => several('list', items)),
    fc.array(tie('tree'), { maxLength: 5 }).map((items) => several('tuple', items)),
    texts.map((names): Twin => ({ value: new Set(names), python: ['set', names.map((name) => ['text', name])] })),
    fc.dictionary(fc.string(), tie('tree'), { maxKeys: 5 }).map((entries): Twin => {
      const pairs = Object.entries(entries);
      return {
        value: new Map(pairs.map(([key, { value }]) => [key, value])),
        python: ['dict', pairs.map(([key, { python }]) => [['text', key], python])],
      };
    }),
  ),
}));

const picklesOf = (twins: readonly Twin[]): Buffer[][] => {
  const input = twins.map(({ python }) => JSON.stringify(python)).join('\n');
  const { stdout, stderr } = spawnSync('python3', ['-c', PICKLER], { input, maxBuffer: 256 * 1024 * 1024, encoding: 'utf8' });
  if (stdout === '') throw new Error(stderr);
  return stdout
    .trim()
    .split('\n')
    .map((line) => line.split(' ').map(hex));
};

testNeeding('fail2ban', "whatever Python's own pickle writes, in its six protocols, is read as it was", () => {
  const twins = [
    ...fc.sample(tree, 400),
    several(
      'list',
      Array.from({ length: 2500 }, (_, index): Twin => ({ value: `192.0.2.${index}`, python: ['text', `192.0.2.${index}`] })),
    ),
  ];
  const pickles = picklesOf(twins);
  expect(pickles).toHaveLength(twins.length);
  for (const [index, { value }] of twins.entries()) {
    expect(pickles[index]).toHaveLength(6);
    for (const bytes of pickles[index] ?? []) expect(unpickle(bytes)).toEqual(value);
  }
});

testNeeding('fail2ban', 'it does not matter in which pieces the bytes arrive', () => {
  const twins = fc.sample(tree, 30);
  for (const [index, pickles] of picklesOf(twins).entries()) {
    for (const bytes of pickles) {
      const unpickler = createUnpickler();
      const answers = [...bytes].map((byte) => unpickler.feed(Uint8Array.of(byte)));
      expect(answers.slice(0, -1).every((answer) => answer === null)).toBe(true);
      expect(answers.at(-1)?.value).toEqual(twins[index]?.value);
    }
  }
});

testNeeding('fail2ban', '50,000 addresses, written as fail2ban writes them, in well under a second', () => {
  const script = `
import pickle, sys
sys.path.insert(0, '/usr/lib/python3/dist-packages')
from fail2ban.server.ipdns import IPAddr
sys.stdout.buffer.write(pickle.dumps((0, [IPAddr('10.%d.%d.%d' % (i >> 16, i >> 8 & 255, i & 255)) for i in range(50000)]), pickle.HIGHEST_PROTOCOL))
`;
  const { stdout } = spawnSync('python3', ['-c', script], { maxBuffer: 16 * 1024 * 1024 });
  expect(stdout.length).toBeGreaterThan(900_000);
  const started = performance.now();
  const reply = unpickle(stdout);
  expect(performance.now() - started).toBeLessThan(1000);
  const expected = Array.from({ length: 50_000 }, (_, i) => `10.${i >> 16}.${(i >> 8) & 255}.${i & 255}`);
  expect(reply).toEqual([0, expected]);
});
