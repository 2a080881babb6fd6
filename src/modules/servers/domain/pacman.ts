import { onePerPackage, type PendingPackage } from './packages.ts';
import type { ReportLines } from './report-lines.ts';

// linux 6.11.5.arch1-1 -> 6.11.6.arch1-1 [ignored]
const LISTED = /^(\S+) (\S+) -> (\S+)( \[ignored\])?$/;

/** Pending packages of Arch, which does not say which of them are security updates. */
export function pacmanPackages(lines: ReportLines): PendingPackage[] {
  return onePerPackage(
    lines.all('UPG').flatMap((line) => {
      const [, name, installedVersion, candidateVersion, ignored] = LISTED.exec(line) ?? [];
      if (name === undefined || installedVersion === undefined || candidateVersion === undefined) return [];
      const isHeld = ignored !== undefined;
      return [{ name, architecture: '', installedVersion, candidateVersion, isSecurity: null, origin: '', isHeld }];
    }),
  );
}
