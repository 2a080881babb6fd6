import { writeAudit } from '../audit/write.ts';
import { systemActor } from '../auth/actor.ts';
import type { Tx } from '../db/database.ts';
import { knownKeyId, replaceKey } from './known-key.ts';
import { keyNameOf } from './seal.ts';
import { sealedUnder } from './sealed-values.ts';

export interface Adopted {
  /** Of the key that counts from now on. */
  readonly keyId: string;
  /** Of the one that counted before; null: none did. */
  readonly before: string | null;
  /** Values that this key does not open. */
  readonly lost: number;
}

/** Makes a key the console's in place of the one that is lost.. */
export async function adoptKey(tx: Tx, secretKey: Uint8Array, now: Temporal.Instant): Promise<Adopted> {
  const keyId = keyNameOf(secretKey);
  const before = await knownKeyId(tx);
  const lost = (await sealedUnder(tx)).filter((sealed) => sealed.keyId !== keyId).reduce((sum, { values }) => sum + values, 0);
  if (before === keyId) return { keyId, before, lost };
  await replaceKey(tx, keyId, now);
  const subject = { kind: 'console', id: 'secret key', name: 'Caretaker' };
  await writeAudit(tx, systemActor('command line'), now, {
    action: 'console.key_adopted',
    subject,
    siteId: null,
    before: { keyId: before },
    after: { keyId, lost },
  });
  return { keyId, before, lost };
}
