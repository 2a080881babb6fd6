import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect } from 'vitest';
import { startedConsole, temporaryFolder } from './console-process.ts';

/**
 * Data folders of a console that was set up once (superadmin `sam`) and stopped. A fresh one takes seconds to make,
 * a copy a fraction of one.
 */
export async function furnishedFolders(): Promise<() => string> {
  const model = join(temporaryFolder(), 'data');
  const console = await startedConsole({ dataDir: model });
  expect((await console.setUp(console.setupToken)).status).toBe(201);
  expect((await console.end('SIGTERM')).code).toBe(0);
  return () => {
    const copy = join(temporaryFolder(), 'data');
    // With owners and modes.
    const { status, stderr } = spawnSync('cp', ['-a', model, copy], { encoding: 'utf8' });
    if (status !== 0) throw new Error(stderr);
    return copy;
  };
}
