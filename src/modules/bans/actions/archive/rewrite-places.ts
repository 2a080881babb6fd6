import { systemActor } from '../../../../kernel/auth/actor.ts';
import { isBefore } from '../../../../shared/time.ts';
import { BANS_EVENTS } from '../../contract/events.ts';
import { rewriteSomePlaces } from '../../store/places.ts';
import type { PlacesParts, PlacesRoom } from './places-room.ts';

const BY = systemActor('bans');

/** A job may take a quarter of an hour; what is left is done the next time. */
const LONGEST = Temporal.Duration.from({ minutes: 10 });

/**
 * Gives all bans their place by the files of now, some thousands per transaction: once for each edition of the files, and on from where it
 * stood after a crash. Without files bans keep what they have.
 */
export const createRewritePlaces =
  ({ transact, clock }: Pick<PlacesParts, 'transact' | 'clock'>, room: Pick<PlacesRoom, 'look' | 'edition' | 'placeOf'>) =>
  async (): Promise<void> => {
    await room.look();
    const files = room.edition();
    if (files === '') return;
    const end = clock.now().add(LONGEST);
    let steps = 0;
    for (let isMore = true; isMore && isBefore(clock.now(), end); steps += 1) {
      isMore = await transact(BY, ({ tx, now }) => rewriteSomePlaces(tx, files, room.placeOf, now));
    }
    if (steps > 1) await transact(BY, async ({ publish }) => publish(CHANGED));
  };

/** Pages look at figures again. */
const CHANGED = { name: BANS_EVENTS.changed, module: 'bans', siteId: null, assetId: null, payload: { banned: 0, ended: 0 } } as const;
