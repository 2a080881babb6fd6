import { type CommonPasswords, SHORTEST_PASSWORD } from './password-rules.ts';

/** Loaded at the first need: most runs of the console never set a password. Shorter ones are refused by their length. */
export async function loadCommonPasswords(): Promise<CommonPasswords> {
  const { dictionary } = await import('@zxcvbn-ts/language-common');
  const long = dictionary['passwords-common'].filter((password) => password.length >= SHORTEST_PASSWORD);
  return new Set(long.map((password) => password.toLowerCase()));
}
