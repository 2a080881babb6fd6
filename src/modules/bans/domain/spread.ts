import type { Counted } from './lists/words.ts';

/** Bans of one address on the hosts of one site, as the archive counts them within the rule's time. */
export interface Sighting {
  readonly address: string;
  readonly jail: string;
  readonly counted: readonly Counted[];
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
