import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';

/** Encrypts what is stored and must be read again: credentials of the outside, signing keys. */
export interface Seal {
  /** `rowId` ties the text to its row: a sealed value copied into another row does not open. */
  seal(plain: Uint8Array, rowId: string): Uint8Array;
  /** Null: sealed under another key, for another row, or altered. */
  open(sealed: Uint8Array, rowId: string): Uint8Array | null;
}

const FORMAT = 1;
const KEY_ID_BYTES = 8;
const IV_BYTES = 12;
const TAG_BYTES = 16;
const HEAD_BYTES = 1 + KEY_ID_BYTES + IV_BYTES;

/** Names a secret key without telling it: stands in every sealed value, and in the manifest of a backup. */
export const keyIdOf = (secretKey: Uint8Array): Buffer =>
  createHash('sha256').update('caretaker key id').update(secretKey).digest().subarray(0, KEY_ID_BYTES);

/** The same as text, for people and tables. */
export const keyNameOf = (secretKey: Uint8Array): string => keyIdOf(secretKey).toString('hex');

/**
 * AES-256-GCM under the console's secret key (32 bytes). A sealed value is: format (1 byte), key id (8), nonce (12),
 * tag (16), cipher text. The format, the key id and the row's id are associated data.
 */
export function createSeal(secretKey: Uint8Array): Seal {
  const keyId = keyIdOf(secretKey);
  const associated = (rowId: string) => Buffer.concat([Buffer.of(FORMAT), keyId, Buffer.from(rowId)]);
  return {
    seal(plain, rowId) {
      const iv = randomBytes(IV_BYTES);
      const cipher = createCipheriv('aes-256-gcm', secretKey, iv).setAAD(associated(rowId));
      const text = Buffer.concat([cipher.update(plain), cipher.final()]);
      return Buffer.concat([Buffer.of(FORMAT), keyId, iv, cipher.getAuthTag(), text]);
    },
    open(sealed, rowId) {
      const bytes = Buffer.from(sealed);
      const isOurs = bytes.length >= HEAD_BYTES + TAG_BYTES && bytes[0] === FORMAT && bytes.subarray(1, 1 + KEY_ID_BYTES).equals(keyId);
      if (!isOurs) return null;
      const iv = bytes.subarray(1 + KEY_ID_BYTES, HEAD_BYTES);
      const decipher = createDecipheriv('aes-256-gcm', secretKey, iv, { authTagLength: TAG_BYTES })
        .setAAD(associated(rowId))
        .setAuthTag(bytes.subarray(HEAD_BYTES, HEAD_BYTES + TAG_BYTES));
      try {
        return Buffer.concat([decipher.update(bytes.subarray(HEAD_BYTES + TAG_BYTES)), decipher.final()]);
      } catch {
        return null; // The tag does not fit: altered, or of another row.
      }
    },
  };
}

/** For commands that need no secret key, and so may run where it is not: they seal nothing. */
export const noSeal: Seal = {
  seal() {
    throw new Error('Nothing is sealed without the secret key.');
  },
  open: () => null,
};
