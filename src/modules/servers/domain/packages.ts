/** A package for which a newer version is at hand. Packages that would be installed anew are none of these. */
export interface PendingPackage {
  readonly name: string;
  /** Empty where the package manager does not say. */
  readonly architecture: string;
  readonly installedVersion: string | null;
  readonly candidateVersion: string;
  /** Null: the distribution does not tell. Judged by origin or advisory, never by the package's name. */
  readonly isSecurity: boolean | null;
  /** Archive, suites or repository, as the package manager names them. */
  readonly origin: string;
  /** Listed, but an ordinary upgrade would leave it: held, phased, or kept back by its dependencies. */
  readonly isHeld: boolean;
}

/** What names one installed package on a machine. */
export const packageKey = ({ name, architecture }: Pick<PendingPackage, 'name' | 'architecture'>): string => `${name}:${architecture}`;

/** The last one of each package, in the order of first mention. */
export function onePerPackage(packages: readonly PendingPackage[]): PendingPackage[] {
  return [...new Map(packages.map((pending) => [packageKey(pending), pending])).values()];
}

/** How many are security updates; null if that is unknown of any. */
export function securityCount(packages: readonly PendingPackage[]): number | null {
  if (packages.some(({ isSecurity }) => isSecurity === null)) return null;
  return packages.filter(({ isSecurity }) => isSecurity).length;
}
