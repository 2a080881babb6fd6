/** One package that has an update. */
export interface DemoPackage {
  readonly name: string;
  readonly installed: string;
  readonly candidate: string;
  readonly isSecurity: boolean;
}

export type Distribution = 'debian-12' | 'debian-13' | 'ubuntu-24.04' | 'rocky-9' | 'alpine-3.22';

/** What a simulated machine is, and never changes. */
export interface MachineKind {
  readonly name: string;
  readonly distribution: Distribution;
  readonly timeZone: string;
}

/** What its report is made from. */
export interface Machine extends MachineKind {
  /** Hex, as the hash of a machine id would be. */
  readonly identity: string;
  readonly bootId: string;
  readonly bootedAt: Temporal.Instant;
  readonly packagesChangedAt: Temporal.Instant;
  /** Null: no package lists at all, as after a cleaned image. */
  readonly listsAt: Temporal.Instant | null;
  readonly pending: readonly DemoPackage[];
  readonly needsReboot: boolean;
  /** Its clock less ours. */
  readonly clockSkewSeconds: number;
  /** In the package manager's own words; null: it can be read. */
  readonly trouble: string | null;
}

const PACKAGES: readonly (readonly [name: string, version: string, isSecurity: boolean])[] = [
  ['openssl', '3.0.17', true],
  ['libc6', '2.41', true],
  ['curl', '8.14.1', false],
  ['openssh-server', '10.0p1', true],
  ['sudo', '1.9.16', true],
  ['tzdata', '2026a', false],
  ['rsync', '3.4.1', false],
  ['nginx', '1.26.3', true],
  ['postgresql', '17.5', false],
  ['python3.13', '3.13.5', false],
  ['git', '2.47.2', false],
  ['libxml2', '2.12.7', true],
  ['vim', '9.1.1230', false],
  ['systemd', '257.7', false],
  ['ca-certificates', '20260601', false],
];

/** A stable number from 0 up to 1 for a seed: two starts of the demo tell the same story. */
export function chance(seed: string): number {
  // FNV-1a, 32 bits.
  let hash = 0x811c9dc5;
  for (const char of seed) hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  return hash / 2 ** 32;
}

const packageAt = (index: number): DemoPackage => {
  const [name, version, isSecurity] = PACKAGES[index % PACKAGES.length] ?? ['base-files', '13', false];
  return { name, installed: `${version}-1`, candidate: `${version}-2`, isSecurity };
};

/** A machine as the demo first meets it: it has been running for days, with a few updates waiting. */
export function newMachine(kind: MachineKind, waiting: number, now: Temporal.Instant): Machine {
  const hex = Array.from({ length: 8 }, (_, part) =>
    Math.floor(chance(`${kind.name} ${part}`) * 2 ** 32)
      .toString(16)
      .padStart(8, '0'),
  );
  const first = Math.floor(chance(kind.name) * PACKAGES.length);
  const days = 3 + Math.floor(chance(`${kind.name} days`) * 60);
  return {
    ...kind,
    identity: hex.join(''),
    bootId: `boot-${kind.name}`,
    bootedAt: now.subtract({ hours: 24 * days }),
    packagesChangedAt: now.subtract({ hours: 24 * days }),
    listsAt: now.subtract({ hours: 2 }),
    pending: Array.from({ length: waiting }, (_, index) => packageAt(first + index)),
    needsReboot: false,
    clockSkewSeconds: 0,
    trouble: null,
  };
}

/** One more update was published; nothing changes where all that the demo knows are waiting already. */
export function withNewUpdate(machine: Machine, pick: number): Machine {
  const known = new Set(machine.pending.map(({ name }) => name));
  const free = PACKAGES.map((_, index) => packageAt(index)).filter(({ name }) => !known.has(name));
  const found = free[pick % Math.max(free.length, 1)];
  return found === undefined ? machine : { ...machine, pending: [...machine.pending, found] };
}

/** Somebody installed all updates at `now`. */
export const updated = (machine: Machine, now: Temporal.Instant): Machine => ({
  ...machine,
  pending: [],
  packagesChangedAt: now,
  trouble: null,
});

/** Somebody rebooted it at `now`. */
export const rebooted = (machine: Machine, now: Temporal.Instant): Machine => ({
  ...machine,
  needsReboot: false,
  bootedAt: now,
  bootId: `boot-${machine.name}-${now.epochMilliseconds}`,
});
