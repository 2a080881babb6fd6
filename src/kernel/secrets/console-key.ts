import { join } from 'node:path';
import type { Clock } from '../../shared/time.ts';
import type { Db } from '../db/database.ts';
import { StartError } from '../start-error.ts';
import { knownKeyId, noteFirstKey } from './known-key.ts';
import { keyNameOf } from './seal.ts';
import { findSecretKey, KEY_FILE, loadSecretKey } from './secret-key.ts';

export interface ConsoleKeyParts {
  readonly db: Db;
  readonly clock: Clock;
  readonly dataDir: string;
  /** From the configuration; null: the key file in the data folder. */
  readonly secretKey: Uint8Array | null;
}

/**
 * The secret key that all processes of this console share. The first start makes one where there is none, and writes its id down in
 * the database; a process with another key, or without one, gets a StartError: what it sealed, the others could not open.
 */
export async function consoleKey(parts: ConsoleKeyParts): Promise<Uint8Array> {
  const known = (await knownKeyId(parts.db)) ?? (await noteOwn(parts));
  const key = await findSecretKey(parts.dataDir, parts.secretKey);
  const own = key === null ? null : keyNameOf(key);
  if (key !== null && own === known) return key;
  throw new StartError(`${otherKeySentence(known, own)} ${otherKeyMend(parts.dataDir)}`);
}

async function noteOwn({ db, clock, dataDir, secretKey }: ConsoleKeyParts): Promise<string> {
  const own = keyNameOf(await loadSecretKey(dataDir, secretKey));
  return db.transaction().execute((tx) => noteFirstKey(tx, own, clock.now()));
}

/** What is wrong where the key here is not the one that the database names; `own` null: there is none here. */
export const otherKeySentence = (known: string, own: string | null): string =>
  `This console's stored credentials are sealed with the secret key ${known}, and ${own === null ? 'there is none here' : `the one here is ${own}`}.`;

/** How to go on then. */
export const otherKeyMend = (dataDir: string): string =>
  `Put that key in place (${join(dataDir, KEY_FILE)} with mode 0600, or CARETAKER_SECRET_KEY): all processes of one console share it. If it is lost, caretaker adopt-key goes on with another one, and the credentials must be entered anew.`;
