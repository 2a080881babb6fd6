import fc from 'fast-check';
import { expect, test } from 'vitest';
import { codeOf, normalCode } from './enrolment-code.ts';

const anyCode = fc.uint8Array({ minLength: 12, maxLength: 12 }).map(codeOf);

test('a code is read however it is typed: small letters, other gaps, the letters that look like digits', () => {
  fc.assert(
    fc.property(anyCode, (code) => {
      const plain = code.replaceAll('-', '');
      expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}(?:-[0-9A-HJKMNP-TV-Z]{4}){2}$/);
      for (const typed of [
        code,
        plain,
        code.toLowerCase(),
        ` ${plain.slice(0, 5)} ${plain.slice(5)} `,
        plain.replaceAll('0', 'o').replaceAll('1', 'l'),
      ])
        expect(normalCode(typed)).toBe(plain);
    }),
  );
});

test.each(['', '7K3M-9XQ2-TB4', '7K3M-9XQ2-TB4DD', '7K3M-9XQ2-TB4U', '7K3M-9XQ2-TB4ß'])('%j is no code', (typed) => {
  expect(normalCode(typed)).toBeNull();
});

test('every letter comes from five bits: no value of a byte is likelier than another', () => {
  const counts = new Map<string, number>();
  for (let byte = 0; byte < 256; byte += 1) {
    const [letter = ''] = codeOf(new Uint8Array(12).fill(byte));
    counts.set(letter, (counts.get(letter) ?? 0) + 1);
  }
  expect([...counts.values()]).toEqual(Array.from({ length: 32 }, () => 8));
});
