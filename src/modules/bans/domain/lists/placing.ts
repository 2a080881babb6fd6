export interface PlaceInput {
  readonly wanted: readonly string[];
  /** What stands there by this blocklist; false: it was going to be placed, and nobody knows whether it was. */
  readonly placed: ReadonlyMap<string, boolean>;
  /** What the jail bans now, whoever wanted it. */
  readonly banned: ReadonlySet<string>;
  /** Of what is placed: what another blocklist or an order wants there too. */
  readonly others: ReadonlySet<string>;
}

export interface PlacePlan {
  /** To be banned. Also what fail2ban has let go because the jail's time was over. */
  readonly add: readonly string[];
  /** To be unbanned. */
  readonly lift: readonly string[];
  /** No longer wanted, and nothing to do: it does not stand there any more, or others want it. */
  readonly forget: readonly string[];
  /** It was placed after all. */
  readonly confirm: readonly string[];
}

/** What was banned there before us stays somebody else's, also when the blocklist names it: it is never lifted by us. */
export function planPlace({ wanted, placed, banned, others }: PlaceInput): PlacePlan {
  const wants = new Set(wanted);
  const left = [...placed.keys()].filter((network) => !wants.has(network));
  const isToLift = (network: string): boolean => banned.has(network) && !others.has(network);
  return {
    add: wanted.filter((network) => !banned.has(network)),
    lift: left.filter(isToLift),
    forget: left.filter((network) => !isToLift(network)),
    confirm: wanted.filter((network) => placed.get(network) === false && banned.has(network)),
  };
}

const AGAIN_MINUTES = 5;
const SOONEST_SECONDS = 600;
const LATEST_SECONDS = 86_400;

/** When to look again: soon where a host did not answer, else before fail2ban lets go what it has banned. Null: nothing stands anywhere. */
export function nextLookAt(
  places: readonly { readonly failure: unknown; readonly jailSeconds: number | null }[],
  now: Temporal.Instant,
): Temporal.Instant | null {
  if (places.length === 0) return null;
  if (places.some(({ failure }) => failure !== null)) return now.add({ minutes: AGAIN_MINUTES });
  const times = places.map(({ jailSeconds }) => (jailSeconds === null || jailSeconds < 0 ? LATEST_SECONDS : jailSeconds));
  return now.add({ seconds: Math.min(LATEST_SECONDS, Math.max(SOONEST_SECONDS, Math.min(...times))) });
}
