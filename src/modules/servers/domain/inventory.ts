import { apkPackages } from './apk.ts';
import { aptPackages, isNewToApt } from './apt.ts';
import { dnfPackages } from './dnf.ts';
import { type PendingPackage, securityCount } from './packages.ts';
import { pacmanPackages } from './pacman.ts';
import { type ReportLines, wholeNumber } from './report-lines.ts';

export type PackageManager = 'apt' | 'dnf' | 'apk' | 'pacman';

/** What a report says of pending updates. After an error the last good list stays. */
export type Inventory =
  | {
      readonly state: 'ok' | 'stale-lists';
      readonly packages: readonly PendingPackage[];
      /** Null: unknown, because old lists that name none prove nothing. */
      readonly pending: number | null;
      readonly pendingSecurity: number | null;
    }
  | { readonly state: 'error' /** In the package manager's own words where it had any. */; readonly because: string };

// dnf says 100 and pacman says 1 where there is nothing wrong (dnf-check-update: "100 if there are updates"; pacman -Qu: 1 if there are none).
const GOOD_EXITS: Readonly<Record<PackageManager, readonly number[]>> = { apt: [0], dnf: [0, 100], apk: [0], pacman: [0, 1] };

/** The package manager a report speaks for; null if the script knew none on that machine. */
export function packageManagerOf(lines: ReportLines): PackageManager | null {
  const name = lines.one('PM');
  return name === 'apt' || name === 'dnf' || name === 'apk' || name === 'pacman' ? name : null;
}

/** The pending updates of a report, or why they could not be told. */
export function readInventory(lines: ReportLines, osId: string): Inventory {
  const manager = packageManagerOf(lines);
  if (manager === null) return { state: 'error', because: 'no package manager that the script knows' };
  const exit = lines.number('PM-RC');
  if (exit === null || !GOOD_EXITS[manager].includes(exit)) return { state: 'error', because: whyItFailed(lines, manager) };
  const packages = listOf(manager, lines, osId);
  if (packages.length === 0 && namesUpdates(manager, lines))
    return { state: 'error', because: `${manager} lists updates that cannot be read` };
  if (!hasStaleLists(lines, manager)) return { state: 'ok', packages, pending: packages.length, pendingSecurity: securityCount(packages) };
  // What old lists name is pending all the same; what they do not name may be.
  return { state: 'stale-lists', packages, pending: packages.length || null, pendingSecurity: securityCount(packages) || null };
}

function listOf(manager: PackageManager, lines: ReportLines, osId: string): PendingPackage[] {
  switch (manager) {
    case 'apt':
      return aptPackages(lines, osId);
    case 'dnf':
      return dnfPackages(lines, osId);
    case 'apk':
      return apkPackages(lines);
    case 'pacman':
      return pacmanPackages(lines);
  }
}

/**
 * Whether the report names updates at all, read or not: a package manager that writes its lines in another way one day must not
 * look like one with nothing to say. dnf mixes banners into its list.
 */
const namesUpdates = (manager: PackageManager, lines: ReportLines): boolean =>
  (manager !== 'dnf' && lines.all('UPG').length > 0) || (manager === 'apt' && lines.all('INST').some((line) => !isNewToApt(line)));

function whyItFailed(lines: ReportLines, manager: PackageManager): string {
  const said = lines.all('PM-ERROR').join(' ').trim();
  return said === '' ? `${manager} ended with code ${lines.one('PM-RC') || 'unknown'}` : said.slice(0, 500);
}

const STALE_AFTER_SECONDS = 48 * 3_600;

/** A machine without package lists says "0 upgraded" and exits 0: lists that are absent or older than 48 h prove nothing. */
function hasStaleLists(lines: ReportLines, manager: PackageManager): boolean {
  if (lines.number('LISTS-COUNT') === 0) return true;
  const newest = newestListSeconds(lines);
  // dnf fetches what it needs while it is asked, so that there may be no list to date.
  if (newest === null) return manager !== 'dnf';
  return (lines.number('NOW') ?? 0) - newest > STALE_AFTER_SECONDS;
}

/** When the package lists were last fetched, in epoch seconds of the machine's clock; null if it does not say. */
export function newestListSeconds(lines: ReportLines): number | null {
  const stamps = lines
    .one('LISTS-MTIME')
    .split('|')
    .map(wholeNumber)
    .filter((stamp) => stamp !== null);
  return stamps.length === 0 ? null : Math.max(...stamps);
}
