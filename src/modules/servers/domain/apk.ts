import { onePerPackage, type PendingPackage } from './packages.ts';
import type { ReportLines } from './report-lines.ts';

// busybox-1.36.1-r5 x86_64 {busybox} (GPL-2.0-only) [upgradable from: busybox-1.36.1-r2]
const LISTED = /^(\S+) (\S+) .*\[upgradable from: (\S+)\]$/;

// A version holds no hyphen before its -r<build>, a name may hold many.
const NAME_VERSION = /^(.+)-([^-]+-r\d+)$/;

/** Pending packages of Alpine, which does not say which of them are security updates. */
export function apkPackages(lines: ReportLines): PendingPackage[] {
  return onePerPackage(
    lines.all('UPG').flatMap((line) => {
      const [, candidate = '', architecture = '', installed = ''] = LISTED.exec(line) ?? [];
      const [, name, candidateVersion] = NAME_VERSION.exec(candidate) ?? [];
      if (name === undefined || candidateVersion === undefined) return [];
      const installedVersion = NAME_VERSION.exec(installed)?.[2] ?? null;
      return [{ name, architecture, installedVersion, candidateVersion, isSecurity: null, origin: '', isHeld: false }];
    }),
  );
}
