import { doSetup } from '../../../src/kernel/contract/routes/auth.ts';
import { addUser } from '../../../src/kernel/contract/routes/users.ts';
import { type Caller, caller, PASSWORD, signedInCaller } from './caller.ts';
import type { TestConsole } from './console.ts';

/** Makes the first account by the printed link's token. */
export async function setUp({ url, setupUrl }: Pick<TestConsole, 'url' | 'setupUrl'>): Promise<Caller> {
  const token = new URL(setupUrl).hash.replace('#token=', '');
  await caller(url, null).call(doSetup, { token, username: 'sam', password: PASSWORD });
  return signedInCaller(url, 'sam');
}

/** Olga operates (edits), Vera views, Adam administers: each with the same password. */
export const addCast = async (sam: Caller): Promise<void> => {
  for (const [username, role] of [
    ['adam', 'admin'],
    ['olga', 'editor'],
    ['vera', 'user'],
  ] as const)
    await sam.call(addUser, { username, password: PASSWORD, role });
};
