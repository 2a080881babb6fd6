import { compareDebian } from './debian-version.ts';
import { compareRpm } from './rpm-version.ts';

/** Whether an installed version is older than another one; null where the package manager's order is not known. */
export function isOlderThan(installed: string | null, version: string, packageManager: string | null): boolean | null {
  if (installed === null || installed === '') return null;
  switch (packageManager) {
    case 'apt':
      return compareDebian(installed, version) < 0;
    // pacman's order is rpm's own, with the epoch in front.
    case 'dnf':
    case 'pacman':
      return compareRpm(installed, version) < 0;
    default:
      return null;
  }
}
