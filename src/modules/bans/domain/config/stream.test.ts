import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { testNeeding } from '../../../../../test/needs.ts';
import { differenceOf, isNothing } from './difference.ts';
import { parsePython } from './python-literal.ts';
import { effectOf, inFolder, parseStream } from './stream.ts';
import { secondsOf } from './times.ts';

const python = (script: string, input: unknown): unknown =>
  JSON.parse(execFileSync('/usr/bin/python3', ['-c', script], { input: JSON.stringify(input), encoding: 'utf8', maxBuffer: 1 << 26 }));

testNeeding('fail2ban', "we read what Python's repr writes", () => {
  const value = fc.letrec((tie) => ({
    any: fc.oneof({ maxDepth: 4 }, fc.string({ unit: 'binary' }), fc.integer(), fc.boolean(), fc.constant(null), tie('list')),
    list: fc.array(tie('any'), { maxLength: 5 }),
  })).list;
  const values = fc.sample(value, { numRuns: 500, seed: 5 });
  const nasty = [['\'"\\\n\t\r\0\u00ad\ud7ff\u{10ffff}', "it's", '"', "'", 'a\\', '', -1, true, [[[]]]]];
  const written = python('import json,sys; print(json.dumps([repr(v) for v in json.load(sys.stdin)]))', [...values, ...nasty]);
  const texts = Array.isArray(written) ? written.map(String) : [];
  for (const [at, one] of [...values, ...nasty].entries()) expect(parsePython(texts[at] ?? '')).toEqual({ ok: true, value: one });
  expect(parsePython("{'a': {'b', 'c'}, 'd': (1,), 'e': set(), 'f': 1.5}")).toEqual({
    ok: true,
    value: [
      ['a', ['b', 'c']],
      ['d', [1]],
      ['e', []],
      ['f', 1.5],
    ],
  });
});

test.each([
  '',
  '[',
  ']',
  '[1',
  '[1 2]',
  "['a' 'b']",
  "'abc",
  "'a\\",
  "['a', __import__('os')]",
  '[1}',
  '{1:}',
  '{:1}',
  '[1],',
  ':1',
  '[nope]',
  "'\\xzz'",
  '['.repeat(50_000),
  `${'['.repeat(40)}${']'.repeat(40)}`,
])('what is no literal is none: %.40s', (text) => {
  expect(parsePython(text).ok).toBe(false);
});

testNeeding('fail2ban', 'times are read as fail2ban evaluates them', () => {
  const unit = fc.constantFrom(
    'd',
    'da',
    'day',
    'days',
    'w',
    'we',
    'wee',
    'week',
    'weeks',
    'mo',
    'mon',
    'month',
    'months',
    'y',
    'yy',
    'year',
    's',
    'sec',
    'm',
    'mm',
    'mi',
    'min',
    'minutes',
    'h',
    'ho',
    'hour',
    'D',
    'Hours',
  );
  const part = fc.tuple(fc.nat({ max: 10_000 }), fc.constantFrom('', ' '), unit).map((parts) => parts.join(''));
  const glue = fc.constantFrom(' ', '  ', '');
  const written = fc.oneof(
    fc.integer().map(String),
    fc.tuple(fc.array(part, { minLength: 1, maxLength: 4 }), glue).map(([parts, between]) => parts.join(between)),
    fc.constantFrom(
      'zzz',
      "len('abcd')*60",
      '1d*2',
      '1+1',
      '010',
      '1.5h',
      '1d 5',
      '1m-30s',
      '--1',
      '1e3',
      '0x10',
      '1_000',
      '',
      ' ',
      '5x',
      'd',
      '１',
    ),
  );
  const texts = fc.sample(written, { numRuns: 1_500, seed: 9 });
  const script = `import json,sys
from fail2ban.server.mytime import MyTime
def sec(t):
    try: return MyTime.str2seconds(t)
    except Exception: return None
print(json.dumps([sec(t) for t in json.load(sys.stdin)]))`;
  const theirs = python(script, texts);
  const seconds: unknown[] = Array.isArray(theirs) ? theirs : [];
  for (const [at, text] of texts.entries()) {
    const ours = secondsOf(text);
    if (ours !== null) expect(ours, text).toBe(seconds[at]);
  }
  expect(
    texts.filter((text) => secondsOf(text) === null && /^[\d a-z]+$/i.test(text) && !/^0\d/.test(text) && text !== '1d 5').length,
  ).toBeLessThan(200);
});

test.each(["len('abcd')*60", 'zzz', '1+1', '010', '1.5h', '1d*2', '0x10', '__import__("os")', '1d 12', ''])('no time: %s', (text) => {
  expect(secondsOf(text)).toBeNull();
});

test.each([
  ['600', 600],
  ['-1', -1],
  ['1d 12h', 129_600],
  ['1d12h', 129_600],
  ['10m', 600],
  ['6 months', 15_778_800],
  ['0', 0],
] as const)('%s is %d seconds', (text, seconds) => {
  expect(secondsOf(text)).toBe(seconds);
});

const STREAM = String.raw`['set', 'dbpurgeage', '1d']
['add', 'sshd', 'polling']
['set', 'sshd', 'prefregex', '^<F-MLFID>x</F-MLFID>']
['multi-set', 'sshd', 'addfailregex', ['^a <HOST>$', '^b "it\'s" <HOST>$']]
['set', 'sshd', 'maxretry', 5]
['set', 'sshd', 'bantime', '10m']
['set', 'sshd', 'addignoreip', '127.0.0.1/8', '::1']
['set', 'sshd', 'addlogpath', '/tmp/copy/auth.log', 'head']
['set', 'sshd', 'addaction', 'ipt']
['multi-set', 'sshd', 'action', 'ipt', [['actionban', 'x <ip>\ny'], ['name', 'sshd'], ['norestored', True]]]
['set', 'sshd', 'addaction', 'mail', '/tmp/copy/action.d/smtp.py', '{"a": 1}']
['config-error', "Jail 'web' skipped, because of wrong configuration: Unable to read the filter 'web'"]
['start', 'sshd']
`;

test('a stream says what each jail is', () => {
  const { commands, odd } = parseStream(STREAM);
  expect(odd).toBeNull();
  const { server, jails, errors } = effectOf(inFolder(commands, '/tmp/copy', '/etc/fail2ban'));
  expect([...server.settings]).toEqual([['dbpurgeage', '1d']]);
  expect(errors).toHaveLength(1);
  const sshd = jails.get('sshd');
  expect(sshd).toMatchObject({
    backend: 'polling',
    prefregex: '^<F-MLFID>x</F-MLFID>',
    failregex: ['^a <HOST>$', '^b "it\'s" <HOST>$'],
    ignored: ['127.0.0.1/8', '::1'],
    logs: ['/etc/fail2ban/auth.log'],
    isStarted: true,
  });
  expect([...(sshd?.settings ?? [])]).toEqual([
    ['maxretry', '5'],
    ['bantime', '10m'],
  ]);
  expect([...(sshd?.actions.get('ipt') ?? [])]).toEqual([
    ['actionban', 'x <ip>\ny'],
    ['name', 'sshd'],
    ['norestored', 'true'],
  ]);
  expect(sshd?.actions.get('mail')?.get('file')).toBe('/etc/fail2ban/action.d/smtp.py');
});

test('a difference names each thing once, and nothing where there is none', () => {
  const before = effectOf(parseStream(STREAM).commands);
  const after = effectOf(
    parseStream(STREAM.replace("maxretry', 5", "maxretry', 3").replace('x <ip>', 'z <ip>').replace("'^a <HOST>$', ", '')).commands,
  );
  expect(isNothing(differenceOf(before, before))).toBe(true);
  expect(differenceOf(before, after).changes).toEqual([
    { jail: 'sshd', kind: 'setting', name: 'maxretry', before: ['5'], after: ['3'] },
    { jail: 'sshd', kind: 'failregex', name: 'failregex', before: ['^a <HOST>$', '^b "it\'s" <HOST>$'], after: ['^b "it\'s" <HOST>$'] },
    { jail: 'sshd', kind: 'action', name: 'ipt/actionban', before: ['x <ip>\ny'], after: ['z <ip>\ny'] },
  ]);
  const none = effectOf([]);
  expect(differenceOf(before, none)).toMatchObject({ removedJails: ['sshd'], addedJails: [] });
  expect(differenceOf(none, before)).toMatchObject({ removedJails: [], addedJails: ['sshd'] });
});

test('what fail2ban prints beside its stream is seen', () => {
  expect(parseStream('ERROR: The configuration stream failed').odd).toContain('ERROR');
});
