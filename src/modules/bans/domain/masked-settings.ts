const SECRET_NAME = /key|token|secret|passw|passphrase|credential|auth|apikey/i;
const MASK = '•••';
/** Shorter ones would be found in words of all kinds. */
const SHORTEST_SECRET = 6;

/**
 * Settings of an action as anybody may see them: what is called a key or a password is masked, and wherever its value stands in a
 * command as well.
 */
export function maskedSettings(settings: ReadonlyMap<string, string>): Readonly<Record<string, string>> {
  const secrets = [...settings].filter(([name, value]) => SECRET_NAME.test(name) && value !== '').map(([, value]) => value);
  const inside = secrets.filter((secret) => secret.length >= SHORTEST_SECRET).toSorted((a, b) => b.length - a.length);
  return Object.fromEntries(
    [...settings].map(([name, value]) => [name, SECRET_NAME.test(name) && value !== '' ? MASK : maskedText(value, inside)]),
  );
}

const maskedText = (text: string, secrets: readonly string[]): string =>
  secrets.reduce((masked, secret) => masked.replaceAll(secret, MASK), text);
