import { parseOptions } from '@node-rs/argon2';
import { expect, test } from 'vitest';
import { hashNewPassword, passwordFits } from './passwords.ts';

test('a password fits its own hash only, and the hash is Argon2id at the agreed cost', async () => {
  const hashed = await hashNewPassword('correct horse battery staple', 'olga');
  if (!hashed.ok) throw new Error('refused');
  expect(hashed.value).toMatch(/^\$argon2id\$/);
  expect(parseOptions(hashed.value)).toMatchObject({ memoryCost: 19_456, timeCost: 2, parallelism: 1 });
  expect(await passwordFits(hashed.value, 'correct horse battery staple')).toBe(true);
  expect(await passwordFits(hashed.value, 'correct horse battery stapler')).toBe(false);
});

test('nobody has a password', async () => {
  expect(await passwordFits(null, 'correct horse battery staple')).toBe(false);
});

test('a common one is refused before any work', async () => {
  expect(await hashNewPassword('password123', 'olga')).toMatchObject({ ok: false, code: 'auth.password_common' });
});
