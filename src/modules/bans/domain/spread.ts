import type { Counted } from './lists/words.ts';

export interface SpreadMeasure {
  readonly bans: number;
  readonly onHosts: number;
}

/** Bans of one address on the hosts of one site, as the archive counts them within the rule's time. */
export interface Sighting {
  readonly address: string;
  readonly jail: string;
  readonly counted: readonly Counted[];
}

/** Whether a rule speaks of these bans: so many in all, on so many hosts. */
export function isMet({ counted }: Pick<Sighting, 'counted'>, { bans, onHosts }: SpreadMeasure): boolean {
  const all = counted.reduce((sum, one) => sum + one.bans, 0);
  return counted.length >= onHosts && all >= bans;
}

/** The newest ban that counts. RFC 3339. */
export const newestOf = ({ counted }: Pick<Sighting, 'counted'>): string =>
  counted.reduce((newest, { lastAt }) => (lastAt > newest ? lastAt : newest), '');

export interface TargetHost {
  readonly id: string;
  readonly jails: readonly string[];
  readonly mayBan: boolean;
}

/** Hosts of the site that have not met it, have the jail, and let the console ban. */
export function targetsOf({ counted, jail }: Sighting, hosts: readonly TargetHost[]): string[] {
  const met = new Set(counted.map(({ hostId }) => hostId));
  return hosts.filter((host) => host.mayBan && !met.has(host.id) && host.jails.includes(jail)).map(({ id }) => id);
}
