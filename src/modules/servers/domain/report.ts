import { ok, type Result, refuse } from '../../../shared/result.ts';
import { isKnownZone } from '../../../shared/zones.ts';
import { type Inventory, newestListSeconds, type PackageManager, packageManagerOf, readInventory } from './inventory.ts';
import { containerOf, type RebootVerdict, readReboot } from './reboot.ts';
import { type ReportFault, type ReportLines, readLines } from './report-lines.ts';

/** What a machine says of itself. Its instants are by its own clock: see `clock.ts` before comparing them with ours. */
export interface HostReport {
  readonly agentVersion: string;
  /** How long after this report the next one is expected. */
  readonly intervalSeconds: number;
  readonly sentAt: Temporal.Instant;
  readonly hostname: string;
  /** SHA-256 of the machine id, in hex; null where the machine has none. */
  readonly machine: string | null;
  readonly bootId: string | null;
  readonly bootedAt: Temporal.Instant | null;
  readonly kernel: string;
  readonly architecture: string;
  readonly os: { readonly id: string; readonly versionId: string; readonly codename: string } | null;
  /** The zone the machine lives in, if it is one we know. */
  readonly timeZone: string | null;
  /** `docker`, `lxc`, …; null for a machine of its own. */
  readonly container: string | null;
  readonly packageManager: PackageManager | null;
  readonly listsAt: Temporal.Instant | null;
  /** When packages were last installed, upgraded or removed. */
  readonly packagesChangedAt: Temporal.Instant | null;
  readonly installedCount: number | null;
  /** Versions by `packageKey`; null where the report names only what is pending. */
  readonly installedVersions: ReadonlyMap<string, string> | null;
  readonly inventory: Inventory;
  readonly reboot: RebootVerdict;
  /** Packages that asked for the reboot. */
  readonly rebootPackages: readonly string[];
}

/** Reads a report, protocol 1. A report that was cut off or does not say when it was made is refused; anything else missing is unknown. */
export function parseReport(text: string): Result<HostReport, ReportFault> {
  const lines = readLines(text);
  if (!lines.ok) return lines;
  const sentAt = instantOf(lines.value.number('NOW'));
  if (sentAt === null) return refuse('servers.report_malformed', { reason: 'no_time' });
  return ok(readReport(lines.value, sentAt));
}

function readReport(lines: ReportLines, sentAt: Temporal.Instant): HostReport {
  const os = readOs(lines.one('OS'));
  return {
    agentVersion: lines.one('AGENT').slice(0, 40),
    intervalSeconds: readInterval(lines.number('INTERVAL')),
    sentAt,
    hostname: lines.one('HOST').slice(0, 253),
    machine: readMachine(lines.one('MACHINE')),
    bootId: lines.one('BOOT-ID').slice(0, 64) || null,
    bootedAt: instantOf(lines.number('BTIME')),
    kernel: lines.one('KERNEL').slice(0, 120),
    architecture: lines.one('ARCH').slice(0, 40),
    os,
    timeZone: isKnownZone(lines.one('TZ')) ? lines.one('TZ') : null,
    container: containerOf(lines),
    packageManager: packageManagerOf(lines),
    listsAt: instantOf(newestListSeconds(lines)),
    packagesChangedAt: instantOf(lines.number('DPKG-MTIME') ?? lines.number('DB-MTIME')),
    installedCount: lines.number('INSTALLED'),
    installedVersions: null,
    inventory: readInventory(lines, os?.id ?? ''),
    reboot: readReboot(lines),
    rebootPackages: lines.all('REBOOT-PKG').slice(0, 200),
  };
}

const instantOf = (seconds: number | null): Temporal.Instant | null =>
  seconds === null ? null : Temporal.Instant.fromEpochMilliseconds(seconds * 1_000);

/** `debian|12|bookworm`, from os-release. */
function readOs(line: string): HostReport['os'] {
  const [id = '', versionId = '', codename = ''] = line.split('|').map((part) => part.trim().slice(0, 40));
  return id === '' ? null : { id: id.toLowerCase(), versionId, codename };
}

const EXPECTED_SECONDS = 3_600;

/** Between a minute and a week; an hour where the agent does not say. */
function readInterval(seconds: number | null): number {
  return seconds === null ? EXPECTED_SECONDS : Math.min(Math.max(seconds, 60), 7 * 86_400);
}

// The hashes of an empty file and of "uninitialized": images that were never started have no identity of their own.
const NO_MACHINE = new Set([
  'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  'b1f1319607d3ec9e0bf8c817dffcb1cd9a9b81f588760bada66755561a65d697',
]);

/** Whether a hash stands for one machine, as reports name it. */
export const isMachineHash = (hash: string): boolean => /^[0-9a-f]{64}$/.test(hash) && !NO_MACHINE.has(hash);

const readMachine = (hash: string): string | null => (isMachineHash(hash) ? hash : null);
