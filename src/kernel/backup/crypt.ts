import { Decrypter, Encrypter } from 'age-encryption';
import { StartError } from '../start-error.ts';

/** Who can open a backup: whoever knows the passphrase, or the holders of these age keys (`age1…`). */
export type Lock = { readonly passphrase: string } | { readonly recipients: readonly string[] };

/** What opens a backup: the passphrase, or age identities (`AGE-SECRET-KEY-1…`). */
export type Key = { readonly passphrase: string } | { readonly identities: readonly string[] };

type Bytes = AsyncIterable<Uint8Array>;

/**
 * Work factor of scrypt as its base-2 logarithm: 2^17 with r = 8 takes 128 MiB for a moment, OWASP's first choice for it.
 * The library's own 2^18 would double the memory that a backup needs.
 */
const SCRYPT_LOG_N = 17;

/** Encrypts in stream, 64 KiB at a time (age v1: STREAM of ChaCha20-Poly1305). Throws a StartError over a bad recipient. */
export function createEncryption(lock: Lock): (plain: Bytes) => AsyncGenerator<Uint8Array> {
  const encrypter = new Encrypter();
  if ('passphrase' in lock) {
    encrypter.setPassphrase(lock.passphrase);
    encrypter.setScryptWorkFactor(SCRYPT_LOG_N);
  } else {
    for (const recipient of lock.recipients) {
      orSay(() => encrypter.addRecipient(recipient), `${recipient} is not a recipient key of age (age1…).`);
    }
  }
  return async function* encrypted(plain) {
    yield* await encrypter.encrypt(ReadableStream.from(plain));
  };
}

/**
 * Reads the header, and answers the plain bytes, which throw where the text was altered or cut off.
 * Throws a StartError when the key does not open it, or when it is nothing that age made.
 */
export async function decrypt(secret: Bytes, key: Key): Promise<Bytes> {
  const decrypter = new Decrypter();
  if ('passphrase' in key) decrypter.addPassphrase(key.passphrase);
  else {
    for (const identity of key.identities) {
      orSay(() => decrypter.addIdentity(identity), 'The identity file holds something that is not an identity of age (AGE-SECRET-KEY-1…).');
    }
  }
  try {
    return await decrypter.decrypt(ReadableStream.from(secret));
  } catch (error) {
    // The source's own trouble: a file that is not there, a stop that was asked for.
    if (error instanceof StartError || (error instanceof Error && 'syscall' in error)) throw error;
    throw new StartError(sentenceFor(error, key), { cause: error });
  }
}

/** The library tells its troubles apart by their words only. */
function sentenceFor(error: unknown, key: Key): string {
  const reason = error instanceof Error ? error.message : String(error);
  if (/no identity matched/.test(reason)) {
    return 'passphrase' in key
      ? 'The passphrase does not open this backup, or it was encrypted for a recipient key: name its identity file then.'
      : 'None of the identities opens this backup, or it was encrypted with a passphrase.';
  }
  if (/HMAC|tag|stanza/.test(reason)) return 'The beginning of the backup is damaged.';
  return 'This is not a backup of Caretaker.';
}

function orSay(work: () => void, sentence: string): void {
  try {
    work();
  } catch (cause) {
    throw new StartError(sentence, { cause });
  }
}
