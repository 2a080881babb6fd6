import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { doSetup } from '../../kernel/contract/routes/auth.ts';
import { ask, type Credentials } from './caller.ts';

const Kept = z.strictObject({ username: z.string(), password: z.string() });

export interface AccountParts {
  readonly url: string;
  readonly dataDir: string;
  /** Of the one-time link; null once there is an account. */
  readonly setupToken: string | null;
}

/** The demo's superadmin: made at the first start with a random password, which is kept beside the database for the next ones. */
export async function demoAccount({ url, dataDir, setupToken }: AccountParts): Promise<Credentials> {
  const file = join(dataDir, 'demo.json');
  if (setupToken === null) return Kept.parse(JSON.parse(await readFile(file, 'utf8')));
  const credentials = { username: 'demo', password: randomBytes(12).toString('base64url') };
  await mkdir(dataDir, { recursive: true });
  // Before the account is made: a crash in between must not leave one whose password nobody knows.
  await writeFile(file, `${JSON.stringify(credentials)}\n`, { mode: 0o600 });
  await ask(url, null, doSetup, { token: setupToken, ...credentials, email: 'demo@demo.example' });
  return credentials;
}
