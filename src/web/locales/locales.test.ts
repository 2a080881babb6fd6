import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { GENERAL_REFUSALS } from '../../kernel/contract/problem.ts';
import { KERNEL_ROUTES } from '../../kernel/contract/routes.ts';
import { WEB_MODULES } from '../modules.ts';
import { de } from './de/index.ts';
import { en } from './en/index.ts';

type Tree = Readonly<Record<string, unknown>>;

/** Every text with its full key. */
const textsOf = (tree: Tree, prefix = ''): [string, unknown][] =>
  Object.entries(tree).flatMap(([name, value]): [string, unknown][] =>
    typeof value === 'object' && value !== null ? textsOf(value as Tree, `${prefix}${name}.`) : [[`${prefix}${name}`, value]],
  );

/** Places for figures in a sentence: `{{count}}`, `{{at, instant}}`. */
const figuresOf = (text: unknown): string[] => [...String(text).matchAll(/\{\{\s*([\w.]+)/g)].map((match) => match[1] ?? '').toSorted();

const rooms: readonly (readonly [string, Tree, Tree])[] = [
  ['kernel', en.kernel, de.kernel],
  ['telling', en.telling, de.telling],
  ...WEB_MODULES.map((module): [string, Tree, Tree] => [module.name, module.locales.en, module.locales.de]),
];

test.each(rooms)('%s: both languages have the same keys', (_room, english, german) => {
  const keysOf = (tree: Tree) => textsOf(withoutOwn(tree)).map(([key]) => key);
  expect(keysOf(german).toSorted()).toEqual(keysOf(english).toSorted());
});

/** What a permission allows and what a setting means is told by the contracts in English; only German is written here. */
const withoutOwn = ({ permissions: _permissions, settingTexts: _settings, ...rest }: Tree): Tree => rest;

test.each(rooms)('%s: no text is empty, and both languages name the same figures', (_room, english, german) => {
  const theirs = new Map(textsOf(german));
  for (const [key, text] of textsOf(english)) {
    expect(String(text).trim(), key).not.toBe('');
    if (/^(permissions|settingTexts)\./.test(key)) continue;
    expect(String(theirs.get(key)).trim(), key).not.toBe('');
    expect(figuresOf(theirs.get(key)), key).toEqual(figuresOf(text));
  }
});

test.each(rooms)('%s: German has no substitutes for umlauts and addresses nobody', (_room, _english, german) => {
  for (const [key, text] of textsOf(german)) {
    expect(text, key).not.toMatch(/\b(fuer|ueber|koennen|moeglich|aendern|loeschen|Geraet|Eintraege)\b/i);
    // At the start of a sentence `Sie` is "they".
    expect(text, key).not.toMatch(/\bdu\b|\bdein|[a-zäöüß,] (Sie|Ihr|Ihre\w*|Ihnen)\b/);
    expect(text, key).not.toMatch(/!/);
  }
});

const codes = [...new Set([...Object.keys(GENERAL_REFUSALS), ...KERNEL_ROUTES.flatMap(({ refusals }) => Object.keys(refusals))])];

test.each([
  ['en', en.kernel],
  ['de', de.kernel],
] as const)('every refusal of the kernel has a sentence in %s', (_language, texts) => {
  const known = textsOf(texts.refusals).map(([key]) => key);
  expect(codes.filter((code) => !known.includes(code))).toEqual([]);
});

/** Messages that contracts give by hand; zod's own come from zod's language. */
const CONTRACTS = globSync(['src/kernel/contract/**/*.ts', 'src/modules/*/contract/**/*.ts']).filter((path) => !path.endsWith('.test.ts'));

test('every message of the contracts is known in German', () => {
  const written = CONTRACTS.flatMap((path) => [
    ...readFileSync(path, 'utf8').matchAll(/(?:\.(?:min|max)\(\d[\d_]*, |\/u?, |message: )'([^']+)'/g),
  ]).map((match) => match[1] ?? '');
  expect(written.length).toBeGreaterThan(3);
  expect(written.filter((message) => !(message in de.messages))).toEqual([]);
});

const PAGES = globSync('src/web/**/*.{ts,tsx}').filter((path) => !path.endsWith('.test.ts'));

test('every text that a page of the kernel asks for is there', () => {
  const plain = new Set(textsOf(en.kernel).map(([key]) => key.replace(/_(one|other)$/, '')));
  const asked = PAGES.flatMap((path) => [...readFileSync(path, 'utf8').matchAll(/\bt\(\s*'([\w.-]+)'/g)].map((match) => match[1] ?? ''));
  expect(asked.length).toBeGreaterThan(200);
  expect([...new Set(asked)].filter((key) => !plain.has(key))).toEqual([]);
});

test('every family of texts that a page of the kernel asks for is there', () => {
  const keys = textsOf(en.kernel).map(([key]) => key);
  const families = PAGES.flatMap((path) =>
    [...readFileSync(path, 'utf8').matchAll(/\bt\(\s*`([\w.-]+)\$\{/g)].map((match) => match[1] ?? ''),
  );
  const known = (family: string) => family === 'permissions.' || keys.some((key) => key.startsWith(family));
  expect(families.length).toBeGreaterThan(10);
  expect([...new Set(families)].filter((family) => !known(family))).toEqual([]);
});
