import { utils } from 'ssh2';

/** Whether a text is a private key that `connectSsh` can use: OpenSSH's form or PEM, without a passphrase. */
export function isPrivateKey(text: string): boolean {
  const parsed = utils.parseKey(text);
  return !(parsed instanceof Error) && parsed.isPrivateKey();
}
