import { systemActor } from '../../../../kernel/auth/actor.ts';
import type { Db } from '../../../../kernel/db/database.ts';
import type { Transact } from '../../../../kernel/db/transact.ts';
import type { Settings } from '../../../../kernel/settings/settings.ts';
import type { Clock } from '../../../../shared/time.ts';
import type { PlaceFileState } from '../../devices/geo/place-file.ts';
import { createPlaces } from '../../devices/geo/places.ts';
import type { Place, PlaceOf } from '../../domain/place.ts';
import { cachedPlaces, countCachedPlaces, type PlacesRun, placesRun, touchPlaces } from '../../store/places.ts';
import { ASN_FILE, COUNTRY_FILE, PLACES_URL } from './settings.ts';

export const PLACES_QUEUE = 'bans.places';

export interface PlacesParts {
  readonly db: Db;
  readonly transact: Transact;
  readonly clock: Clock;
  readonly settings: Settings;
}

export interface PlacesStates {
  /** Null: this process has not looked yet. */
  readonly files: { readonly country: PlaceFileState; readonly asn: PlaceFileState } | null;
  readonly web: { readonly isOn: boolean; readonly cached: number };
  readonly rewriting: PlacesRun | null;
}

/** Where addresses are, for whoever writes bans: by files, then by what a resolver in the web has answered before. */
export interface PlacesRoom {
  /** Quick, asks nobody. Before the first `look` nothing is known. */
  readonly placeOf: PlaceOf;
  /** Reads settings and the files that have changed, and what was resolved; where files are other ones, bans are given their place anew. */
  look(): Promise<void>;
  /** Names what the files hold; empty: there are none. */
  edition(): string;
  /** Takes over what was resolved in this process. */
  learn(places: readonly (Place & { readonly address: string })[]): void;
  states(): Promise<PlacesStates>;
}

const BY = systemActor('bans');

/** Resolved places that a process keeps at hand: some megabytes. */
const MOST_KEPT = 50_000;

export function createPlacesRoom(parts: PlacesParts): PlacesRoom {
  const files = createPlaces();
  let resolved = new Map<string, Place>();
  let hasLooked = false;
  const met = new Set<string>();
  return {
    placeOf(address) {
      const place = files.placeOf(address);
      if (place.country !== null) return place;
      const known = resolved.get(address);
      if (known === undefined) return place;
      if (met.size < MOST_KEPT) met.add(address);
      return { country: known.country, asn: place.asn ?? known.asn, organisation: place.organisation ?? known.organisation };
    },
    async look() {
      const read = (one: typeof COUNTRY_FILE | typeof ASN_FILE) => parts.settings.read(parts.db, one.key, one.declaration);
      const isChanged = await files.refresh({ country: await read(COUNTRY_FILE), asn: await read(ASN_FILE) });
      await note(parts, met);
      resolved = new Map((await cachedPlaces(parts.db, MOST_KEPT)).map(({ address, ...place }) => [address, place]));
      hasLooked = true;
      if (isChanged && files.edition() !== '')
        await parts.transact(BY, ({ enqueue }) => enqueue(PLACES_QUEUE, {}, { singletonKey: 'all' }));
    },
    edition: () => files.edition(),
    learn(places) {
      for (const { address, ...place } of places) if (resolved.size < MOST_KEPT) resolved.set(address, place);
    },
    async states() {
      const url = await parts.settings.read(parts.db, PLACES_URL.key, PLACES_URL.declaration);
      const [cached, rewriting] = [await countCachedPlaces(parts.db), await placesRun(parts.db)];
      return { files: hasLooked ? files.states() : null, web: { isOn: url !== '', cached }, rewriting };
    },
  };
}

/** What was met since is not forgotten for a while. */
async function note({ transact }: PlacesParts, met: Set<string>): Promise<void> {
  const addresses = [...met];
  met.clear();
  if (addresses.length > 0) await transact(BY, ({ tx, now }) => touchPlaces(tx, addresses, now));
}
