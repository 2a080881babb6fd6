/** What must be done to a running ignore list so that it holds what the allow list says, and nothing of ours beyond. */
export interface KeepInput {
  /** Jails that run. */
  readonly jails: readonly string[];
  /** What each ignores now, in one spelling. */
  readonly ignored: ReadonlyMap<string, ReadonlySet<string>>;
  readonly wanted: readonly { readonly entryId: string; readonly network: string; readonly jail: string | null }[];
  readonly placed: readonly {
    readonly entryId: string;
    readonly network: string;
    readonly jail: string;
    readonly state: 'pending' | 'placed' | 'present' | 'failed';
  }[];
}

export interface Spot {
  readonly entryId: string;
  readonly network: string;
  readonly jail: string;
}

export interface KeepPlan {
  /** To be put into the ignore list. */
  readonly add: readonly Spot[];
  /** Stand there by us. */
  readonly placed: readonly Spot[];
  /** Stood there before us: they stay when the entry ends. */
  readonly present: readonly Spot[];
  /** To be taken out of the ignore list. */
  readonly remove: readonly Spot[];
  /** No longer ours to care for, and nothing to do on the host. */
  readonly forget: readonly Spot[];
}

/** Nothing that stood in the ignore list before us is ever taken out, nor what another entry still wants there. */
export function planKeep({ jails, ignored, wanted, placed }: KeepInput): KeepPlan {
  const spots = wanted.flatMap(({ entryId, network, jail }) =>
    jails.filter((name) => jail === null || jail === name).map((name) => ({ entryId, network, jail: name })),
  );
  const stands = ({ jail, network }: Omit<Spot, 'entryId'>): boolean => ignored.get(jail)?.has(network) === true;
  const stateOf = new Map(placed.map((spot) => [keyOf(spot), spot.state]));
  // Two entries of ours for one network: what stands there by one is not somebody else's for the other.
  const ours = new Set(placed.filter(({ state }) => state === 'placed' || state === 'pending').map(placeOf));
  const isOurs = (spot: Spot): boolean => ours.has(placeOf(spot)) && stateOf.get(keyOf(spot)) !== 'present';
  const wantedKeys = new Set(spots.map(keyOf));
  const wantedPlaces = new Set(spots.map(placeOf));
  const left = placed.filter((spot) => !wantedKeys.has(keyOf(spot)));
  const isToGo = (spot: (typeof left)[number]): boolean =>
    stands(spot) && spot.state !== 'present' && spot.state !== 'failed' && !wantedPlaces.has(placeOf(spot));
  return {
    add: spots.filter((spot) => !stands(spot)),
    placed: spots.filter((spot) => stands(spot) && isOurs(spot)),
    present: spots.filter((spot) => stands(spot) && !isOurs(spot)),
    remove: left.filter(isToGo),
    forget: left.filter((spot) => !isToGo(spot)),
  };
}

const keyOf = ({ entryId, jail }: Pick<Spot, 'entryId' | 'jail'>): string => `${entryId} ${jail}`;
const placeOf = ({ network, jail }: Pick<Spot, 'network' | 'jail'>): string => `${network} ${jail}`;
