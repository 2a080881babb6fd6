/** The screen whose player has the UUID that was said. */
export interface KnownByUuid {
  /** It was found by discovery alone, too, and nobody has enrolled it since. */
  readonly isDiscovered: boolean;
}

/** How many are known by discovery alone. */
export interface DiscoveredSoFar {
  readonly inThisHour: number;
  readonly inAll: number;
}

export interface DiscoveryLimits {
  readonly isOn: boolean;
  readonly perHour: number;
  readonly most: number;
}

/** `leave`: an enrolled player is touched by nobody who only says its UUID. `turn-away`: too many, most likely invented. */
export type DiscoveryDecision = 'make' | 'refresh' | 'leave' | 'turn-away' | 'ignore';

/** What becomes of a discovery by the shared account, whose users say of themselves what they like. */
export function decideDiscovery(known: KnownByUuid | null, soFar: DiscoveredSoFar, limits: DiscoveryLimits): DiscoveryDecision {
  if (!limits.isOn) return 'ignore';
  if (known !== null) return known.isDiscovered ? 'refresh' : 'leave';
  return soFar.inThisHour >= limits.perHour || soFar.inAll >= limits.most ? 'turn-away' : 'make';
}
