import { getHeld, releaseHeld } from '../contract/routes/held.ts';
import type { Db } from '../db/database.ts';
import type { Transact } from '../db/transact.ts';
import { type Served, serve } from '../http/serve.ts';
import { createRelease } from './release.ts';
import { findHeld, type HeldState } from './store.ts';

export function heldRoutes({ db, transact }: { readonly db: Db; readonly transact: Transact }): Served[] {
  const release = createRelease({ transact });
  return [
    serve(getHeld, async () => ({ held: present(await findHeld(db)) })),
    serve(releaseHeld, async (_input, { actor }) => {
      await release(actor);
      return null;
    }),
  ];
}

const present = (state: HeldState | null) =>
  state === null ? null : { since: state.since.toString(), backupMadeAt: state.backupMadeAt.toString() };
