import { chmod, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { loadSecretKey } from './secret-key.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'caretaker-key-'));
});
afterEach(() => rm(folder, { recursive: true }));

test('the key is made once, for the owner only, and read again at the next start', async () => {
  const first = await loadSecretKey(folder, null);
  expect(first).toHaveLength(32);
  expect((await stat(join(folder, 'secret.key'))).mode & 0o777).toBe(0o600);
  expect(Buffer.from(await loadSecretKey(folder, null))).toEqual(Buffer.from(first));
});

test('starts at the same moment agree on one key and leave no drafts', async () => {
  const keys = await Promise.all(Array.from({ length: 8 }, () => loadSecretKey(folder, null)));
  expect(new Set(keys.map((key) => Buffer.from(key).toString('hex'))).size).toBe(1);
  expect(await readdir(folder)).toEqual(['secret.key']);
});

test('a configured key wins, and no file is written', async () => {
  const configured = new Uint8Array(32).fill(7);
  expect(await loadSecretKey(folder, configured)).toBe(configured);
  expect(await readdir(folder)).toEqual([]);
});

test('a key that others can read is refused with the mend', async () => {
  await loadSecretKey(folder, null);
  await chmod(join(folder, 'secret.key'), 0o644);
  await expect(loadSecretKey(folder, null)).rejects.toThrow('chmod 600');
});

test('a damaged key is refused, not replaced', async () => {
  await writeFile(join(folder, 'secret.key'), 'c2hvcnQ=\n', { mode: 0o600 });
  await expect(loadSecretKey(folder, null)).rejects.toThrow('damaged');
});
