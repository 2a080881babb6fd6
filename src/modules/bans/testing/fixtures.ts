import { existsSync, readFileSync } from 'node:fs';
import { test } from 'vitest';

/** Real files of others that are laid beside the checkout, never into it. */
const FOLDER = new URL('../../../../../shared/fixtures/bans/', import.meta.url);

/** Path of one, whether or not it is there. */
export const fixturePath = (name: string): string => new URL(name, FOLDER).pathname;

export const readFixture = (name: string): string => readFileSync(fixturePath(name), 'utf8');

/** A test about real files. Where they are not there the report says so; in CI that is a failure. */
export function testWithFixtures(names: readonly string[], name: string, run: () => Promise<void> | void, timeoutMs?: number): void {
  const missing = names.filter((file) => !existsSync(fixturePath(file)));
  if (missing.length === 0 || process.env['CI'] === 'true') test(name, run, timeoutMs);
  else test.skip(`${name} (left out: ${missing.join(', ')} is not beside the checkout)`, () => {});
}
