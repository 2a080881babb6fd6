import type { MachineFault } from '../contract/routes.ts';
import { type Machine, withNewUpdate } from './machine.ts';

/** What a fault does to each machine that it befalls, and what heals it. */
export interface Fault {
  /** Machines by name. */
  readonly befalls: (name: string) => boolean;
  readonly broken: (machine: Machine) => Machine;
  readonly healed: (machine: Machine, now: Temporal.Instant) => Machine;
  /** No report leaves the machine while it lasts. */
  readonly isSilent?: true;
  /** A copy of the machine, with its token, reports as well. */
  readonly isCloned?: true;
  /** It comes and goes with every report. */
  readonly isFlapping?: true;
}

const only =
  (...names: readonly string[]) =>
  (name: string): boolean =>
    names.includes(name);

const skewed =
  (seconds: number) =>
  (machine: Machine): Machine => ({ ...machine, clockSkewSeconds: seconds });
const onTime = (machine: Machine): Machine => ({ ...machine, clockSkewSeconds: 0 });
const asItIs = (machine: Machine): Machine => machine;

/** The class rooms are enough to be a crowd: one story, not twenty-four. */
export const isClassroom = (name: string): boolean => name.startsWith('room');

export const FAULT_EFFECTS: Readonly<Record<MachineFault, Fault>> = {
  clock: { befalls: only('files01'), broken: skewed(40 * 60), healed: onTime },
  lists: {
    befalls: isClassroom,
    broken: (machine) => ({ ...machine, listsAt: null, pending: [] }),
    healed: (machine, now) => ({ ...machine, listsAt: now }),
  },
  broken: {
    befalls: only('build01'),
    broken: (machine) => ({ ...machine, trouble: 'E: dpkg was interrupted, you must manually run dpkg --configure -a' }),
    healed: (machine) => ({ ...machine, trouble: null }),
  },
  reboot: {
    befalls: only('web02', 'mail01'),
    broken: (machine) => ({ ...withNewUpdate(machine, 0), needsReboot: true }),
    healed: (machine, now) => ({ ...machine, needsReboot: false, bootedAt: now, bootId: `boot-${machine.name}-${now.epochMilliseconds}` }),
  },
  clone: { befalls: only('web01'), broken: asItIs, healed: asItIs, isCloned: true },
  silence: { befalls: only('backup01', 'pos03'), broken: asItIs, healed: asItIs, isSilent: true },
  flapping: { befalls: only('nas01'), broken: skewed(25 * 60), healed: onTime, isFlapping: true },
};

/** The copy that reports with the same token: all the same but the machine's own id. */
export const cloneOf = (machine: Machine): Machine => ({
  ...machine,
  identity: [...machine.identity].reverse().join(''),
  bootId: 'boot-clone',
});
