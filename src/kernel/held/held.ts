import type { Db } from '../db/database.ts';
import type { Check } from '../health/check.ts';
import { DeliveryError } from '../outbound/delivery-error.ts';
import { findHeld } from './store.ts';

/** Asked by everything that acts on the outside: prints, commands, mails, hand-offs, unbans. */
export interface Held {
  /** Null: nothing is held back. Reads the database, so that all processes of the console agree. */
  since(): Promise<Temporal.Instant | null>;
  /** Sends, unless the console is held: then it throws a DeliveryError that is not permanent. */
  whileNotHeld<T>(send: () => Promise<T>): Promise<T>;
  /** Degrades readiness while the console is held. */
  readonly check: Check;
}

export function createHeld({ db }: { readonly db: Db }): Held {
  const since = async (): Promise<Temporal.Instant | null> => (await findHeld(db))?.since ?? null;
  return {
    since,
    async whileNotHeld(send) {
      const heldSince = await since().catch((cause: unknown) => {
        throw new DeliveryError('The database does not say whether the console is held.', { permanent: false, cause });
      });
      if (heldSince !== null) throw new DeliveryError(sentenceFor(heldSince), { permanent: false });
      return send();
    },
    check: {
      name: 'held',
      isCritical: false,
      async probe() {
        const heldSince = await since();
        if (heldSince !== null) throw new Error(sentenceFor(heldSince));
        return null;
      },
    },
  };
}

const sentenceFor = (since: Temporal.Instant): string =>
  `The console was restored from a backup and is held since ${since.toString()}: nothing leaves it until somebody releases it.`;
