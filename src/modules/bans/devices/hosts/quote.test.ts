import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { shellWord } from './quote.ts';

const echoed = (shell: string, words: readonly string[]): string =>
  execFileSync(shell, ['-c', `printf '%s\\0' ${words.map(shellWord).join(' ')}`], { encoding: 'utf8' });

test.each(['sh', 'bash'])('a real %s reads every word as it was', (shell) => {
  const anyWord = fc.oneof(
    fc.string({ unit: 'grapheme' }).filter((word) => !word.includes('\0') && word.isWellFormed()),
    fc
      .array(fc.constantFrom("'", '"', '\\', '$', '`', '!', '\n', ' ', ';', '&', '*', '~', '#', '-', '\t'), { maxLength: 12 })
      .map((parts) => parts.join('')),
  );
  fc.assert(
    fc.property(fc.array(anyWord, { minLength: 1, maxLength: 20 }), (words) => {
      expect(echoed(shell, words)).toBe(words.map((word) => `${word}\0`).join(''));
    }),
    { numRuns: 40 },
  );
});

test('NUL cannot be in an argument', () => {
  expect(() => shellWord('a\0b')).toThrow(RangeError);
});
