// Node finds no `utils` among the names of this CommonJS package.
import ssh2 from 'ssh2';

/** Whether a text is a private key that `connectSsh` can use: OpenSSH's form or PEM, without a passphrase. */
export function isPrivateKey(text: string): boolean {
  const parsed = ssh2.utils.parseKey(text);
  return !(parsed instanceof Error) && parsed.isPrivateKey();
}
