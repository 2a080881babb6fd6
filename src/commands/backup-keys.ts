import { readFileSync } from 'node:fs';
import type { Key, Lock } from '../kernel/backup/crypt.ts';
import { StartError } from '../kernel/start-error.ts';
import type { Given } from './command.ts';
import { readHidden } from './hidden-input.ts';

const SHORTEST = 12;

/**
 * What a backup is encrypted with: recipients by `--recipient` or the configuration, else a passphrase by `--passphrase-file`, the
 * configuration, or the terminal. Never by an argument: every user of the machine could read that.
 */
export async function lockFor({ flags, config }: Given): Promise<Lock> {
  const recipient = textOf(flags['recipient']);
  const file = textOf(flags['passphrase-file']);
  if (recipient !== null && file !== null) throw new StartError('A backup is encrypted for recipients or with a passphrase, not both.');
  if (recipient !== null) return { recipients: recipient.split(',') };
  if (file !== null) return { passphrase: longEnough(lineOf(file)) };
  if (config.backup.recipients.length > 0) return { recipients: config.backup.recipients };
  if (config.backup.passphrase !== null) return { passphrase: config.backup.passphrase };
  const passphrase = longEnough(await ask('Passphrase of the backup: '));
  if ((await ask('Once more: ')) !== passphrase) throw new StartError('The two passphrases differ.');
  return { passphrase };
}

/** What opens a backup: `--identity-file`, else the passphrase, found as above. */
export async function keyFor({ flags, config }: Given): Promise<Key> {
  const identities = textOf(flags['identity-file']);
  if (identities !== null) return { identities: identitiesIn(identities) };
  const file = textOf(flags['passphrase-file']);
  if (file !== null) return { passphrase: lineOf(file) };
  return { passphrase: config.backup.passphrase ?? (await ask('Passphrase of the backup: ')) };
}

const textOf = (flag: boolean | string | undefined): string | null => (typeof flag === 'string' ? flag : null);

function ask(question: string): Promise<string> {
  if (process.stdin.isTTY) return readHidden(question);
  throw new StartError(
    'Nobody is there to ask for the passphrase: name a file that holds it with --passphrase-file, or set CARETAKER_BACKUP_PASSPHRASE.',
  );
}

function longEnough(passphrase: string): string {
  if (passphrase.length >= SHORTEST) return passphrase;
  throw new StartError(`The passphrase must have at least ${SHORTEST} characters: whoever has the file can try as many as they like.`);
}

/** As age-keygen writes them: keys on lines of their own, comments between. */
function identitiesIn(file: string): readonly string[] {
  const lines = read(file).split('\n');
  const identities = lines.map((line) => line.trim()).filter((line) => line !== '' && !line.startsWith('#'));
  if (identities.length === 0) throw new StartError(`${file} holds no identity.`);
  return identities;
}

const lineOf = (file: string): string => read(file).replace(/\r?\n$/, '');

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new StartError(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}.`, { cause: error });
  }
}
