import type { DemoPackage, Distribution, Machine } from './machine.ts';

interface Family {
  readonly os: string;
  readonly kernel: string;
  readonly manager: 'apt' | 'dnf' | 'apk';
}

const FAMILIES: Readonly<Record<Distribution, Family>> = {
  'debian-12': { os: 'debian|12|bookworm', kernel: '6.1.0-41-amd64', manager: 'apt' },
  'debian-13': { os: 'debian|13|trixie', kernel: '6.12.57+deb13-amd64', manager: 'apt' },
  'ubuntu-24.04': { os: 'ubuntu|24.04|noble', kernel: '6.8.0-90-generic', manager: 'apt' },
  'rocky-9': { os: 'rocky|9.6|', kernel: '5.14.0-570.12.1.el9_6.x86_64', manager: 'dnf' },
  'alpine-3.22': { os: 'alpine|3.22.1|', kernel: '6.12.38-0-lts', manager: 'apk' },
};

/** Seconds of promised silence: as short as the protocol allows, so that one need not wait for things to be noticed. */
export const REPORT_SECONDS = 60;

/** The report that `agent/report.sh` would send at `now`, protocol 1. */
export function reportOf(machine: Machine, now: Temporal.Instant): string {
  const family = FAMILIES[machine.distribution];
  const lines = [
    'REPORT: 1',
    'AGENT: 1',
    `INTERVAL: ${REPORT_SECONDS}`,
    `NOW: ${seconds(now) + machine.clockSkewSeconds}`,
    `HOST: ${machine.name}`,
    `MACHINE: ${machine.identity}`,
    `BOOT-ID: ${machine.bootId}`,
    `BTIME: ${seconds(machine.bootedAt) + machine.clockSkewSeconds}`,
    `KERNEL: ${family.kernel}`,
    'ARCH: x86_64',
    `OS: ${family.os}`,
    `TZ: ${machine.timeZone}`,
    'CONTAINER: no',
    `PM: ${family.manager}`,
    ...listLines(machine),
    'INSTALLED: 700',
    ...readingLines(machine, family.manager),
    ...machine.pending.flatMap((pending) => PENDING[family.manager](pending)),
    ...rebootLines(machine, family),
  ];
  return `${lines.join('\n')}\nEND: ${lines.length}\n`;
}

const seconds = (instant: Temporal.Instant): number => Math.floor(instant.epochMilliseconds / 1_000);

function listLines({ listsAt, packagesChangedAt, clockSkewSeconds }: Machine): string[] {
  return [
    `LISTS-MTIME: ${listsAt === null ? '' : seconds(listsAt) + clockSkewSeconds}|`,
    `LISTS-COUNT: ${listsAt === null ? 0 : 12}`,
    `DPKG-MTIME: ${seconds(packagesChangedAt) + clockSkewSeconds}`,
  ];
}

/** `dnf check-update` ends with 100 where there are updates. */
function readingLines({ trouble, pending }: Machine, manager: Family['manager']): string[] {
  if (trouble !== null) return ['PM-RC: 1', `PM-ERROR: ${trouble}`];
  const exit = manager === 'dnf' && pending.length > 0 ? 100 : 0;
  return manager === 'dnf' ? [`PM-RC: ${exit}`, `SEC-RC: ${exit}`] : [`PM-RC: ${exit}`];
}

const PENDING: Readonly<Record<Family['manager'], (pending: DemoPackage) => string[]>> = {
  apt({ name, installed, candidate, isSecurity }) {
    const [origin, suite] = isSecurity ? ['Debian-Security:13/stable-security', 'stable-security'] : ['Debian:13.2/stable', 'stable'];
    return [
      `INST: ${name} [${installed}] (${candidate} ${origin} [amd64])`,
      `UPG: ${name}/${suite} ${candidate} amd64 [upgradable from: ${installed}]`,
    ];
  },
  dnf({ name, installed, candidate, isSecurity }) {
    const listed = `${name}.x86_64 ${candidate}.el9 baseos`;
    return [`UPG: ${listed}`, `HAVE: ${name}.x86_64 ${installed}.el9`, ...(isSecurity ? [`SEC: ${listed}`] : [])];
  },
  apk: ({ name, installed, candidate }) => {
    const version = (text: string): string => text.replace(/-(\d+)$/, '-r$1');
    return [`UPG: ${name}-${version(candidate)} x86_64 {${name}} (MIT) [upgradable from: ${name}-${version(installed)}]`];
  },
};

/** Alpine's kernel files carry no version: its folders of modules tell. */
const rebootLines = ({ needsReboot }: Machine, { manager, kernel }: Family): string[] => [
  `REBOOT-FILE: ${needsReboot ? 1 : 0}`,
  `${manager === 'apk' ? 'KERNEL-MODULES' : 'KERNEL-INSTALLED'}: ${kernel}`,
];
