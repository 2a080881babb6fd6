import fc from 'fast-check';
import { expect, test } from 'vitest';
import { loadCommonPasswords } from './common-passwords.ts';
import { isCommonPassword, normalisePassword } from './password-rules.ts';

const common = await loadCommonPasswords();

test.each([
  ['in the list', 'password123'],
  ['in the list, in capitals', 'QwertyUIOP'],
  ['the user name with a year', 'olga.berg2026'],
  ['the user name with signs', '!!OLGA.berg!'],
  ['the product', 'Caretaker1!'],
  ['one character', 'aaaaaaaaaaaa'],
  ['a short pattern', 'abcabcabcabc'],
  ['a run', 'abcdefghijk'],
  ['a run of digits', '1234567890'],
  ['a run backwards', '9876543210'],
])('%s: %s is common', (_why, password) => {
  expect(isCommonPassword(password, 'olga.berg', common)).toBe(true);
});

test.each(['correct horse battery staple', 'Tischlampe-und-Regen', 'xK9#mPq2vL', 'ödlandschnäpper'])('%s is not common', (password) => {
  expect(isCommonPassword(password, 'olga.berg', common)).toBe(false);
});

test('case never makes a common password good', () => {
  fc.assert(
    fc.property(fc.constantFrom(...common), (password) => {
      expect(isCommonPassword(password.toUpperCase(), 'vera', common)).toBe(true);
    }),
  );
});

test('a repeated unit of up to four characters is common, whatever it is', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1, maxLength: 4 }), fc.integer({ min: 10, max: 20 }), (unit, times) => {
      expect(isCommonPassword(unit.repeat(times), 'vera', common)).toBe(true);
    }),
  );
});

test('two spellings of one letter are one password', () => {
  expect(normalisePassword('u\u0308ber')).toBe(normalisePassword('über'));
});
