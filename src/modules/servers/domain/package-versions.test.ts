import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compareDebian } from './debian-version.ts';
import { isOlderThan } from './package-versions.ts';
import { compareRpm } from './rpm-version.ts';

const sign = (order: number): string => (order < 0 ? '<' : order > 0 ? '>' : '=');

describe('Debian', () => {
  // Debian policy 5.6.12 and the examples of deb-version(7).
  test.each([
    ['1.0', '1.0', '='],
    ['1.0~rc1', '1.0', '<'],
    ['1.0~~', '1.0~', '<'],
    ['1.0~~a', '1.0~', '<'],
    ['1.0', '1.0a', '<'],
    ['1.0a', '1.0+', '<'],
    ['1.9', '1.10', '<'],
    ['1:0.5', '2.0', '>'],
    ['0:1.0', '1.0', '='],
    ['1.0-1', '1.0-1.1', '<'],
    ['1.0', '1.0-0', '='],
    ['1.0-1-2', '1.0-1-10', '<'],
    ['7.88.1-10+deb12u14', '7.88.1-10+deb12u15', '<'],
    ['3.0.15-1~deb12u1', '3.0.15-1', '<'],
    ['2.36-9+deb12u9', '2.36-9', '>'],
    ['1.007', '1.7', '='],
    ['1.99999999999999999999', '1.100000000000000000000', '<'],
    ['6.1.0-28', '6.1.0-9', '>'],
  ])('%s %s: %s', (a, b, order) => {
    expect(sign(compareDebian(a, b))).toBe(order);
    expect(sign(compareDebian(b, a))).toBe({ '<': '>', '>': '<', '=': '=' }[order]);
  });

  const word = fc
    .string({ unit: fc.constantFrom('0', '1', '9', 'a', 'Z', '.', '+', '~'), minLength: 1, maxLength: 6 })
    .map((text) => `1${text}`);
  const version = fc
    .tuple(fc.option(fc.nat(3)), word, fc.option(word))
    .map(([epoch, upstream, revision]) => `${epoch === null ? '' : `${epoch}:`}${upstream}${revision === null ? '' : `-${revision}`}`);

  test('is a total order', () => {
    fc.assert(
      fc.property(version, version, version, (a, b, c) => {
        expect(sign(compareDebian(a, b))).toBe({ '<': '>', '>': '<', '=': '=' }[sign(compareDebian(b, a))]);
        const [low, mid, high] = [a, b, c].sort(compareDebian);
        expect(compareDebian(low ?? '', high ?? '') <= 0 && compareDebian(low ?? '', mid ?? '') <= 0).toBe(true);
      }),
    );
  });

  const hasDpkg = spawnSync('sh', ['-c', 'command -v dpkg']).status === 0;
  test.runIf(hasDpkg)("is dpkg's own order", () => {
    const pairs = fc.sample(fc.tuple(version, version), { numRuns: 150, seed: 20_261_121 });
    const script = `while read -r a b; do
      if dpkg --compare-versions "$a" lt "$b"; then echo '<'; elif dpkg --compare-versions "$a" eq "$b"; then echo '='; else echo '>'; fi
    done`;
    const { stdout } = spawnSync('sh', ['-c', script], { input: pairs.map((pair) => `${pair.join(' ')}\n`).join(''), encoding: 'utf8' });
    const own = pairs.map(([a, b]) => sign(compareDebian(a, b)));
    expect(pairs.map((pair, at) => `${pair.join(' ')} ${own[at]}`)).toEqual(
      stdout
        .trim()
        .split('\n')
        .map((order, at) => `${pairs[at]?.join(' ')} ${order}`),
    );
  });
});

describe('rpm', () => {
  // Facts from rpm's own rpmvercmp tests and its documentation of versions.
  test.each([
    ['1.0', '1.0', '='],
    ['1.0', '2.0', '<'],
    ['2.0.1', '2.0.1a', '<'],
    ['5.5p1', '5.5p10', '<'],
    ['10xyz', '10.1xyz', '<'],
    ['xyz10', 'xyz10.1', '<'],
    ['xyz.4', '8', '<'],
    ['6.0.rc1', '6.0', '>'],
    ['10b2', '10a1', '>'],
    ['1.0a', '1.0aa', '<'],
    ['10.0001', '10.1', '='],
    ['4.999.9', '5.0', '<'],
    ['20101121', '20101122', '<'],
    ['2_0', '2.0', '='],
    ['+', '_', '='],
    ['1.0~rc1', '1.0', '<'],
    ['1.0~rc1', '1.0~rc2', '<'],
    ['1.0~rc1~git123', '1.0~rc1', '<'],
    ['1.0^', '1.0', '>'],
    ['1.0^git1', '1.0', '>'],
    ['1.0^git1', '1.01', '<'],
    ['1.0^git1', '1.0.1', '<'],
    ['1.0~rc1^git1', '1.0~rc1', '>'],
    ['1.0^git1~pre', '1.0^git1', '<'],
    ['1:1.0', '2.0', '>'],
    ['1.0-1.el9', '1.0-2.el9', '<'],
    ['1.0-1.el9_4.1', '1.0-1.el9', '>'],
    ['1.0', '1.0-5', '='],
  ])('%s %s: %s', (a, b, order) => {
    expect(sign(compareRpm(a, b))).toBe(order);
    expect(sign(compareRpm(b, a))).toBe({ '<': '>', '>': '<', '=': '=' }[order]);
  });

  const label = fc.string({ unit: fc.constantFrom('0', '1', '9', 'a', 'Z', '.', '~', '^', '_'), minLength: 1, maxLength: 6 });
  const version = fc.tuple(fc.nat(2), label, label).map(([epoch, of, release]) => `${epoch}:${of}-${release}`);

  test('is a total order', () => {
    fc.assert(
      fc.property(version, version, version, (a, b, c) => {
        expect(sign(compareRpm(a, b))).toBe({ '<': '>', '>': '<', '=': '=' }[sign(compareRpm(b, a))]);
        const [low, mid, high] = [a, b, c].sort(compareRpm);
        expect(compareRpm(low ?? '', high ?? '') <= 0 && compareRpm(mid ?? '', high ?? '') <= 0).toBe(true);
      }),
    );
  });
});

test.each([
  ['1.0-1', '1.0-2', 'apt', true],
  ['1.0-2', '1.0-2', 'apt', false],
  ['1:1.0-1', '1.0-2', 'pacman', false],
  ['1.0-1', '1.0-2', 'apk', null],
  [null, '1.0-2', 'apt', null],
  ['1.0', '2.0', null, null],
])('%s is older than %s by %s: %s', (installed, version, manager, is) => {
  expect(isOlderThan(installed, version, manager)).toBe(is);
});
