import { systemActor } from '../../../../kernel/auth/actor.ts';
import type { Log } from '../../../../kernel/log/log.ts';
import { DeliveryError } from '../../../../kernel/outbound/delivery-error.ts';
import type { Outbound } from '../../../../kernel/outbound/outbound.ts';
import { NOWHERE } from '../../domain/place.ts';
import { type Answered, answersOf } from '../../domain/resolved.ts';
import { applyCached, type ResolvedPlace, saveResolved, unresolvedAddresses } from '../../store/places.ts';
import type { PlacesParts, PlacesRoom } from './places-room.ts';
import { PLACES_URL } from './settings.ts';

const BY = systemActor('bans');

/** Addresses per call: what such resolvers take at once. */
const BATCH = 100;
/** Calls per run: free resolvers shut out whoever asks more than 15 times in a minute. */
const MOST_CALLS = 10;
const LOOK_BACK_HOURS = 30 * 24;
/** What a resolver does not know may be known to it later. */
const RETRY_HOURS = 6;
const LARGEST_ANSWER = 262_144;

export interface ResolveParts extends PlacesParts {
  readonly outbound: Outbound;
  readonly log: Log;
}

/**
 * Asks the resolver that an administrator has set for addresses of the last days that no file knows. Off unless one is set. What it answers
 * is kept and given to the bans; that it did not answer at all is forgotten at once, and asked again at the next run.
 */
export const createResolvePlaces = (parts: ResolveParts, room: Pick<PlacesRoom, 'learn'>) => async (): Promise<void> => {
  const url = await parts.settings.read(parts.db, PLACES_URL.key, PLACES_URL.declaration);
  if (url === '') return;
  await parts.transact(BY, ({ tx, now }) => applyCached(tx, now.subtract({ hours: LOOK_BACK_HOURS })));
  for (let calls = 0; calls < MOST_CALLS; calls += 1) {
    const asked = await nextAddresses(parts);
    const answers = asked.length === 0 ? null : await ask(parts, url, asked);
    if (answers === null) return;
    const places = answers.map(toResolved);
    await parts.transact(BY, ({ tx, now }) => saveResolved(tx, places, now));
    room.learn(places.filter(({ isFailure }) => !isFailure).map(({ isFailure: _isFailure, ...place }) => place));
  }
};

function nextAddresses({ db, clock }: ResolveParts): Promise<readonly string[]> {
  const now = clock.now();
  const [since, retryBefore] = [now.subtract({ hours: LOOK_BACK_HOURS }), now.subtract({ hours: RETRY_HOURS })];
  return unresolvedAddresses(db, { since, retryBefore, limit: BATCH });
}

const toResolved = ({ address, place }: Answered): ResolvedPlace => ({ address, ...(place ?? NOWHERE), isFailure: place === null });

/** Null: it did not answer. */
async function ask({ outbound, log }: ResolveParts, url: string, asked: readonly string[]): Promise<readonly Answered[] | null> {
  try {
    const { status, body } = await outbound.request({
      url,
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify(asked),
      maxBytes: LARGEST_ANSWER,
      // An administrator has saved it: it may be a resolver of the house.
      trustedOrigins: [new URL(url).origin],
    });
    if (status === 200) return answersOf(asked, JSON.parse(Buffer.from(body).toString()));
    log.warn({ status }, 'the resolver of places refused');
  } catch (error) {
    if (!(error instanceof DeliveryError) && !(error instanceof SyntaxError) && !(error instanceof TypeError)) throw error;
    log.warn({ err: error }, 'the resolver of places did not answer');
  }
  return null;
}
