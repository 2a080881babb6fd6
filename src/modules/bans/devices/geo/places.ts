import { subjectOf } from '../../domain/ban.ts';
import { NOWHERE, type Place, type PlaceOf } from '../../domain/place.ts';
import type { Mmdb } from './mmdb.ts';
import { MmdbFault } from './mmdb-values.ts';
import { damaged, NO_FILE, type PlaceFile, type PlaceFileState, type PlaceUse, readPlaceFile } from './place-file.ts';

/** Paths of the files; empty: none. */
export type PlacePaths = Readonly<Record<PlaceUse, string>>;

/** Where addresses are, by files on this machine (MMDB: GeoLite2, DB-IP). */
export interface Places {
  /** The place of an address, or of a network's first address. Never throws; what no file knows is null. */
  readonly placeOf: PlaceOf;
  /** Reads the files that have changed; answers whether any has. Before the first call nothing is known. */
  refresh(paths: PlacePaths): Promise<boolean>;
  states(): Readonly<Record<PlaceUse, PlaceFileState>>;
  /** Names what the files hold that answers come from, on every machine alike; empty where there is none that works. */
  edition(): string;
}

export function createPlaces(): Places {
  let files: Readonly<Record<PlaceUse, PlaceFile>> = { country: NO_FILE, asn: NO_FILE };
  const ask = <Answer>(use: PlaceUse, read: (mmdb: Mmdb) => Answer, nothing: Answer): Answer => {
    const { mmdb } = files[use];
    if (mmdb === null) return nothing;
    try {
      return read(mmdb);
    } catch (error) {
      if (!(error instanceof MmdbFault)) throw error;
      if (files[use].state.state === 'works') files = { ...files, [use]: damaged(files[use]) };
      return nothing;
    }
  };
  return {
    placeOf(text) {
      const { address } = subjectOf(text);
      if (address === null) return NOWHERE;
      const first = address.split('/', 1)[0] ?? address;
      const country = ask('country', (mmdb) => countryIn(mmdb, first), null);
      return { country, ...ask('asn', (mmdb) => asnIn(mmdb, first), { asn: null, organisation: null }) };
    },
    async refresh(paths) {
      const before = files;
      const country = await readPlaceFile('country', paths.country, before.country);
      const asn = await readPlaceFile('asn', paths.asn, before.asn);
      files = { country, asn };
      return country !== before.country || asn !== before.asn;
    },
    states: () => ({ country: files.country.state, asn: files.asn.state }),
    edition: () =>
      [files.country, files.asn]
        .map(({ edition }) => edition)
        .join('\n')
        .trim(),
  };
}

/** Where it is; where it is registered, of addresses that are used all over the world. */
function countryIn(mmdb: Mmdb, address: string): string | null {
  const found = mmdb.find(address, ['country', 'iso_code'], ['registered_country', 'iso_code']);
  return found.find((code): code is string => typeof code === 'string' && /^[A-Z]{2}$/.test(code)) ?? null;
}

const LARGEST_ASN = 4_294_967_295;
const LONGEST_NAME = 200;

function asnIn(mmdb: Mmdb, address: string): Pick<Place, 'asn' | 'organisation'> {
  const [asn, organisation] = mmdb.find(address, ['autonomous_system_number'], ['autonomous_system_organization']);
  return {
    asn: typeof asn === 'number' && asn >= 0 && asn <= LARGEST_ASN ? asn : null,
    organisation: typeof organisation === 'string' && organisation !== '' ? plain(organisation) : null,
  };
}

/** Names come from outside: without what a terminal, a page or the database would stumble over. */
const plain = (name: string): string =>
  name
    .replaceAll(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, ' ')
    .slice(0, LONGEST_NAME)
    .toWellFormed();
