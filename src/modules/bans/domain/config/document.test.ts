import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { testNeeding } from '../../../../../test/needs.ts';
import { findOption, parseDocument, printDocument } from './document.ts';
import { setOption, unsetOption } from './edit.ts';

/** Text of the pieces that files are made of, in any order: most of it is no sense, all of it may be met. */
const nasty = fc
  .array(
    fc.oneof(
      fc.constantFrom('[DEFAULT]', '[sshd]', '[a b]', '[x', '[]', 'a = 1', 'a=2', 'B : 3', ' c = 4', '\td = 5 ; said why', '= 6', 'lost'),
      fc.constantFrom(
        '# note',
        '; note',
        '  # note',
        '',
        '   ',
        '    more',
        '\tmore ; why',
        ' ;x',
        'e =',
        'f = %(a)s',
        'g = a;b',
        'a;b = 1',
      ),
      fc.constantFrom('\ufeff[DEFAULT]', 'ü = ß', 'h = 1\u00a0', '\u00a0i = 2', '\u0085j = 3', 'k = \u001c', 'l\u2028= 1'),
      fc.string({ maxLength: 12 }),
    ),
    { maxLength: 14 },
  )
  .chain((parts) =>
    fc
      .array(fc.constantFrom('\n', '\n', '\n', '\r\n', '\r'), { minLength: parts.length, maxLength: parts.length })
      .map((ends) => parts.map((part, at) => part + ends[at]).join('')),
  );

test('whatever a file holds, printing it gives it back', () => {
  fc.assert(
    fc.property(fc.oneof(nasty, fc.string()), (text) => printDocument(parseDocument(text)) === text),
    { numRuns: 500 },
  );
});

test('every file of a real configuration reads without a fault, and prints as it was', () => {
  const files = readdirSync('/etc/fail2ban', { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.conf'));
  expect(files.length).toBeGreaterThan(50);
  for (const path of files) {
    const text = readFileSync(`/etc/fail2ban/${path}`, 'utf8');
    const document = parseDocument(text);
    expect(document.faults, path).toEqual([]);
    expect(printDocument(document), path).toBe(text);
  }
});

/** Python's own reader, set up as fail2ban does (client/configparserinc.py). */
const ORACLE = `
import configparser, io, json, sys
def read(text):
    parser = configparser.RawConfigParser(inline_comment_prefixes=";")
    try: parser.read_file(io.TextIOWrapper(io.BytesIO(text.encode('utf-8', 'surrogatepass')), encoding='utf-8', errors='surrogatepass'))
    except configparser.Error as e: return None
    found = [[s, dict(v)] for s, v in parser._sections.items()]
    return [["DEFAULT", dict(parser._defaults)]] + found
print(json.dumps([read(text) for text in json.load(sys.stdin)]))
`;

type Read = readonly (readonly [string, Readonly<Record<string, string>>])[] | null;

function readByPython(texts: readonly string[]): readonly Read[] {
  const out = execFileSync('/usr/bin/python3', ['-c', ORACLE], { input: JSON.stringify(texts), encoding: 'utf8', maxBuffer: 1 << 26 });
  const read: unknown = JSON.parse(out);
  return Array.isArray(read) ? read : [];
}

function readByUs(text: string): Read {
  const { faults, sections, options } = parseDocument(text);
  if (faults.length > 0) return null;
  const names = ['DEFAULT', ...new Set(sections.map(({ name }) => name).filter((name) => name !== 'DEFAULT'))];
  return names.map((name) => [
    name,
    Object.fromEntries(options.filter(({ section }) => section === name).map((option) => [option.name, option.value])),
  ]);
}

testNeeding('fail2ban', 'we read what Python reads, and refuse what it refuses', () => {
  const texts = fc.sample(nasty, { numRuns: 3_000, seed: 20_261_201 });
  const theirs = readByPython(texts);
  for (const [at, text] of texts.entries()) expect(readByUs(text), JSON.stringify(text)).toEqual(theirs[at]);
  const readable = theirs.filter((read) => read !== null).length;
  expect(readable).toBeGreaterThan(200);
  expect(readable).toBeLessThan(2_900);
});

const names = fc.constantFrom('a', 'b', 'c', 'maxretry', 'ignoreip');
const sections = fc.constantFrom('DEFAULT', 'sshd', 'a b', 'new-jail');
const values = fc.oneof(fc.constantFrom('5', '1d 12h', '', 'x\ny', '10.0.0.0/8\n192.0.2.1', 'a;b', '%(x)s'), fc.string({ maxLength: 10 }));
const end = fc.constantFrom('\n', '\r\n');
const between = fc.constantFrom('', '# note', '   # note', '\t; note', '   ');
const more = fc.array(fc.oneof(fc.constantFrom('x', '10.0.0.0/8 ; office', 'a = 1', '[no]'), between), { maxLength: 3 });
const written = fc.record({
  name: names,
  sign: fc.constantFrom('=', ' = ', ':', ' =\t'),
  value: fc.constantFrom('1', '', 'a;b', '5 ; why'),
  more,
});
const block = fc
  .uniqueArray(written, { selector: ({ name }) => name, maxLength: 4 })
  .chain((of) =>
    fc
      .tuple(fc.constantFrom('', ' '), between)
      .map(([indent, note]) => [
        ...of.flatMap(({ name, sign, value, more: lines }) => [
          indent + name + sign + value,
          ...lines.map((line) => (line === '' ? '' : `${indent}  ${line}`)),
        ]),
        note,
      ]),
  );
/** Files that configparser reads, built by its rules, with all that must not get lost. */
const readable = fc
  .record({
    blocks: fc.uniqueArray(fc.tuple(sections, block), { selector: ([name]) => name, maxLength: 4 }),
    head: fc.array(between, { maxLength: 2 }),
    end,
    isEnded: fc.boolean(),
  })
  .map((file) => {
    const lines = [...file.head, ...file.blocks.flatMap(([name, of]) => [`[${name}]`, ...of])];
    return lines.join(file.end) + (file.isEnded && lines.length > 0 ? file.end : '');
  });

test('an option that is set and unset again leaves no trace', () => {
  let many = 0;
  const property = fc.property(readable, sections, names, values, (text, section, name, value) => {
    const set = setOption(text, section, name, value);
    if (findOption(parseDocument(text), section, name) !== null || !set.ok) return;
    many += 1;
    expect(findOption(parseDocument(set.value), section, name)?.value).toBe(value);
    expect(unsetOption(set.value, section, name)).toEqual({ ok: true, value: text });
  });
  fc.assert(property, { numRuns: 1_000 });
  expect(many).toBeGreaterThan(300);
});

test('setting an option changes its own lines only, and setting it back brings its value back', () => {
  let many = 0;
  const property = fc.property(readable, fc.nat(), values, (text, pick, value) => {
    const before = parseDocument(text);
    expect(before.faults).toEqual([]);
    const option = before.options[pick % Math.max(1, before.options.length)];
    const set = option === undefined ? null : setOption(text, option.section, option.name, value);
    if (option === undefined || set?.ok !== true) return;
    many += 1;
    const after = parseDocument(set.value);
    const own = findOption(after, option.section, option.name)?.at ?? [];
    const others = (lines: typeof before.lines, at: readonly number[]) =>
      lines.filter((_line, index) => !at.includes(index)).map((line) => line.text);
    expect(others(after.lines, own)).toEqual(others(before.lines, option.at));
    const back = setOption(set.value, option.section, option.name, option.value);
    expect(back.ok && findOption(parseDocument(back.value), option.section, option.name)?.value).toBe(option.value);
  });
  fc.assert(property, { numRuns: 1_000 });
  expect(many).toBeGreaterThan(300);
});

const FILE = [
  '# Ours since 2019\r\n',
  '[DEFAULT]\r\n',
  'ignoreip = 127.0.0.1/8 ; this machine\r\n',
  '\t# the office\r\n',
  '           192.0.2.0/24\r\n',
  '\r\n',
  '[sshd]\r\n',
  'enabled=true',
].join('');

test.each([
  ['a value with a comment behind it', 'DEFAULT', 'ignoreip', '127.0.0.1/8\n198.51.100.0/24', FILE.replace('192.0.2.0', '198.51.100.0')],
  ['another first line', 'DEFAULT', 'ignoreip', '::1\n192.0.2.0/24', FILE.replace('127.0.0.1/8', '::1')],
  ['one line more', 'DEFAULT', 'ignoreip', '127.0.0.1/8\n192.0.2.0/24\n::1', FILE.replace('/24\r\n', '/24\r\n           ::1\r\n')],
  ['one line fewer', 'DEFAULT', 'ignoreip', '127.0.0.1/8', FILE.replace('           192.0.2.0/24\r\n', '')],
  ['a new option in a file without an end', 'sshd', 'maxretry', '3', `${FILE}\r\nmaxretry = 3`],
  ['a new section', 'dovecot', 'enabled', 'true', `${FILE}\r\n\r\n[dovecot] ; added by Caretaker\r\nenabled = true`],
  ['a value without blanks around its sign', 'sshd', 'enabled', 'false', FILE.replace('enabled=true', 'enabled=false')],
] as const)('%s', (_what, section, name, value, expected) => {
  expect(setOption(FILE, section, name, value)).toEqual({ ok: true, value: expected });
});

test.each([
  ['a comment', 'a ;b'],
  ['a comment as a line', 'a\n# b'],
  ['white space at an end', 'a '],
  ['an empty line at the end', 'a\n'],
  ['another way to end a line', 'a\rb'],
])('a value that would be read as something else is refused: %s', (_what, value) => {
  expect(setOption(FILE, 'sshd', 'maxretry', value)).toMatchObject({ ok: false, code: 'bans.config_bad_value' });
});

test('names of sections and options cannot smuggle in other ones', () => {
  for (const section of ['a]\nenabled = false\n[b', 'a\r[b]', 'a ;b']) {
    expect(setOption(FILE, section, 'maxretry', '3').ok, section).toBe(false);
  }
  for (const name of ['a = 1\nb', '[x]', '#a', '']) expect(setOption(FILE, 'sshd', name, '3').ok, name).toBe(false);
});

test.each([
  ['a section twice', '[a]\nx=1\n[a]\ny=2\n', 'bans.config_double_section', 3],
  ['an option twice', '[a]\nx=1\nX=2\n', 'bans.config_double_option', 3],
  ['no section', 'x=1\n', 'bans.config_no_section', 1],
  ['a byte order mark', '\ufeff[a]\nx=1\n', 'bans.config_no_section', 1],
  ['no sense', '[a]\nnonsense\n', 'bans.config_syntax', 2],
])('%s is a fault, with its line', (_what, text, code, line) => {
  expect(parseDocument(text).faults[0]).toMatchObject({ code, line });
});
