import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createSeal } from './seal.ts';

const seal = createSeal(randomBytes(32));
const bytes = fc.uint8Array({ maxLength: 300 });

test('what was sealed for a row opens for that row, and for no other', () => {
  fc.assert(
    fc.property(bytes, fc.uuid(), fc.uuid(), (plain, row, other) => {
      fc.pre(row !== other);
      const sealed = seal.seal(plain, row);
      expect(Buffer.from(seal.open(sealed, row) ?? [])).toEqual(Buffer.from(plain));
      expect(seal.open(sealed, other)).toBeNull();
    }),
  );
});

test('no altered byte goes unnoticed', () => {
  fc.assert(
    fc.property(bytes, fc.nat(), fc.integer({ min: 1, max: 255 }), (plain, where, flip) => {
      const sealed = seal.seal(plain, 'row');
      const at = where % sealed.length;
      sealed[at] = (sealed[at] ?? 0) ^ flip;
      expect(seal.open(sealed, 'row')).toBeNull();
    }),
  );
});

test('another secret key opens nothing', () => {
  const sealed = seal.seal(Buffer.from('smtp password'), 'row');
  expect(createSeal(randomBytes(32)).open(sealed, 'row')).toBeNull();
});

test.each([0, 1, 8, 36])('%i bytes are no sealed value', (length) => {
  expect(seal.open(new Uint8Array(length), 'row')).toBeNull();
});
