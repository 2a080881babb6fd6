import { type Saying, SayingError } from '../contract/saying.ts';
import { told } from '../contract/told.ts';
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
        throw new DeliveryError(told('held.unknown'), { permanent: false, cause });
      });
      if (heldSince !== null) throw new DeliveryError(sayingFor(heldSince), { permanent: false });
      return send();
    },
    check: {
      name: 'held',
      isCritical: false,
      async probe() {
        const heldSince = await since();
        if (heldSince !== null) throw new SayingError(sayingFor(heldSince));
        return null;
      },
    },
  };
}

const sayingFor = (since: Temporal.Instant): Saying => told('held.since', { since: since.toString() });
