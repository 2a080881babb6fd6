/** What a test's machine says of itself; everything else is a healthy Debian 13. */
export interface ReportText {
  readonly now: Temporal.Instant;
  readonly machine?: string;
  readonly bootId?: string;
  readonly bootedAt?: Temporal.Instant;
  readonly packagesChangedAt?: Temporal.Instant;
  readonly listsAt?: Temporal.Instant | null;
  readonly exit?: number;
  /** `name`, `name!` for a security update. */
  readonly pending?: readonly string[];
  readonly rebootFile?: boolean;
  readonly interval?: number;
}

const WEB01 = 'a1'.repeat(32);
export const CLONE = 'b2'.repeat(32);

const seconds = (instant: Temporal.Instant): number => Math.floor(instant.epochMilliseconds / 1_000);

/** A report as `agent/report.sh` prints it. */
export function reportText(report: ReportText): string {
  const {
    now,
    machine = WEB01,
    bootId = 'boot-1',
    bootedAt = now.subtract({ hours: 24 }),
    pending = [],
    listsAt = now.subtract({ hours: 1 }),
  } = report;
  const lines = [
    'REPORT: 1',
    'AGENT: 1',
    `INTERVAL: ${report.interval ?? 3_600}`,
    `NOW: ${seconds(now)}`,
    'HOST: web01',
    `MACHINE: ${machine}`,
    `BOOT-ID: ${bootId}`,
    `BTIME: ${seconds(bootedAt)}`,
    'KERNEL: 6.12.101+deb13-amd64',
    'ARCH: x86_64',
    'OS: debian|13|trixie',
    'TZ: Europe/Berlin',
    'PM: apt',
    `LISTS-MTIME: ${listsAt === null ? '' : seconds(listsAt)}|`,
    `LISTS-COUNT: ${listsAt === null ? 0 : 12}`,
    `DPKG-MTIME: ${seconds(report.packagesChangedAt ?? now.subtract({ hours: 48 }))}`,
    'INSTALLED: 700',
    `PM-RC: ${report.exit ?? 0}`,
    ...pending.flatMap(pendingLines),
    `REBOOT-FILE: ${report.rebootFile === true ? 1 : 0}`,
    'KERNEL-INSTALLED: 6.12.101+deb13-amd64',
  ];
  return `${lines.join('\n')}\nEND: ${lines.length}\n`;
}

function pendingLines(spec: string): string[] {
  const name = spec.replace('!', '');
  const [origin, suite] = spec.endsWith('!') ? ['Debian-Security:13/stable-security', 'stable-security'] : ['Debian:13.2/stable', 'stable'];
  return [`INST: ${name} [1.0] (1.1 ${origin} [amd64])`, `UPG: ${name}/${suite} 1.1 amd64 [upgradable from: 1.0]`];
}
