import type { Actor } from '../auth/actor.ts';
import type { Transact } from '../db/transact.ts';
import { deleteHeld } from './store.ts';

/** Lets out again what the console sends. Nothing was held: nothing happens, and nothing is written. */
export const createRelease =
  ({ transact }: { readonly transact: Transact }) =>
  (by: Actor): Promise<void> =>
    transact(by, async ({ tx, audit, publish }) => {
      const released = await deleteHeld(tx);
      if (released === null) return;
      await audit({
        action: 'held.released',
        subject: { kind: 'console', id: 'held', name: 'Caretaker' },
        siteId: null,
        before: { since: released.since.toString(), backupMadeAt: released.backupMadeAt.toString() },
        after: { since: null },
      });
      publish({ name: 'held.released', module: 'held', siteId: null, assetId: null, payload: {} });
    });
