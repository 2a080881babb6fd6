import { systemActor } from '../../../../kernel/auth/actor.ts';
import { dueImports, duePlacings, nextBlocklistAt, planPlacing, saveAfterImport } from '../../store/blocklist-schedule.ts';
import { createImport } from './import.ts';
import type { ListParts } from './parts.ts';
import { createPlaceList } from './place.ts';
import { createTellStale } from './stale.ts';

const CONSOLE = systemActor('bans');

export const READ_QUEUE = 'bans.read-blocklist';
export const PLACE_QUEUE = 'bans.place-blocklist';

/** What time alone makes happen to blocklists: reading their sources, and bringing hosts in line with them. */
export interface DueBlocklists {
  next(): Promise<Temporal.Instant | null>;
  run(now: Temporal.Instant): Promise<void>;
}

/** Whoever works has this long, then it is due again: a crash is found by it, and a restored console that is held looks again. */
const LEASE_MINUTES = 20;

/** Hands out what is due to the workers. `transact` must be the leader's. */
export function createDueBlocklists({ db, transact }: Pick<ListParts, 'db' | 'transact'>): DueBlocklists {
  return {
    next: () => nextBlocklistAt(db),
    run: (now) =>
      transact(CONSOLE, async (work) => {
        const again = now.add({ minutes: LEASE_MINUTES });
        for (const id of await dueImports(work.tx, now)) {
          await saveAfterImport(work.tx, id, { nextImportAt: again });
          await work.enqueue(READ_QUEUE, { blocklistId: id }, { singletonKey: id });
        }
        for (const id of await duePlacings(work.tx, now)) {
          await planPlacing(work.tx, id, again);
          await work.enqueue(PLACE_QUEUE, { blocklistId: id }, { singletonKey: id });
        }
      }),
  };
}

/** The work itself, in whichever process works. Both may be repeated. */
export function createBlocklistWork(parts: ListParts) {
  const [readSource, place] = [createImport(parts), createPlaceList(parts)];
  return {
    /** A refusal (held, or another import is being applied) is a matter of time: the lease ends. */
    read: async (id: string): Promise<void> => void (await readSource(CONSOLE, { id, isByHand: false })),
    place,
    tellStale: createTellStale(parts),
  };
}
