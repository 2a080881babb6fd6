import { hash, verify } from '@node-rs/argon2';
import { ok, type Result, refuse } from '../../../shared/result.ts';
import { loadCommonPasswords } from './common-passwords.ts';
import { isCommonPassword, normalisePassword } from './password-rules.ts';

// Argon2id is the library's default kind. OWASP Password Storage Cheat Sheet: m = 19 MiB, t = 2, p = 1.
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** Hash of 32 random bytes that nobody knows: looking at it takes as long as at a real one. */
const NOBODYS_HASH = '$argon2id$v=19$m=19456,t=2,p=1$9/yJLKSH0IRu9uYl9LJeiQ$fYmTm2jGpv1jKqHQsY97VKeuGCAnTCMwDjHwXOQ9A/Q';

let common: ReturnType<typeof loadCommonPasswords> | null = null;

/** A new password as it is stored; refuses the common ones. The length is the contract's to hold. */
export async function hashNewPassword(password: string, username: string): Promise<Result<string, 'auth.password_common'>> {
  common ??= loadCommonPasswords();
  if (isCommonPassword(password, username, await common)) return refuse('auth.password_common', { path: 'password' });
  return ok(await hash(normalisePassword(password), COST));
}

/** Whether the password fits. Null (nobody, or somebody without a password) costs the same work and never fits. */
export async function passwordFits(stored: string | null, password: string): Promise<boolean> {
  const fits = await verify(stored ?? NOBODYS_HASH, normalisePassword(password));
  return fits && stored !== null;
}
