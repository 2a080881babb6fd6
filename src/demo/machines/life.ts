import type { MachineFault } from '../contract/routes.ts';
import { cloneOf, FAULT_EFFECTS } from './faults.ts';
import { chance, type Machine, newMachine, rebooted, updated, withNewUpdate } from './machine.ts';
import { REPORT_SECONDS, reportOf } from './report.ts';

/** A machine of the estate with what it needs to report. */
export interface Resident {
  readonly kind: Parameters<typeof newMachine>[0];
  readonly token: string;
  readonly waiting: number;
  readonly isNeglected: boolean;
}

export interface LifeParts {
  readonly residents: readonly Resident[];
  readonly now: () => Temporal.Instant;
  /** Sends one report; resolves also when it was refused. */
  send(token: string, report: string): Promise<void>;
}

/** The machines of the estate, alive from `start` on. */
export interface Life {
  readonly names: readonly string[];
  reportsSent(): number;
  breakIt(name: MachineFault): Promise<void>;
  healIt(name: MachineFault): Promise<void>;
  serversOf(name: MachineFault): readonly string[];
  /** Installs what is pending on the machine of this name, and reports; a name that nobody bears changes nothing. */
  update(name: string): Promise<void>;
  start(): () => void;
}

/** Each machine reports well within what it promises. */
const ROUND_MS = (REPORT_SECONDS * 1_000 * 3) / 4;
const LISTS_HOURS = 12;
/** How often in a round a machine gets a new update, and how often somebody installs them all. */
const NEW_UPDATE = 0.03;
const INSTALLS = 0.02;

export function createLife({ residents, now, send }: LifeParts): Life {
  const machines = new Map(residents.map(({ kind, waiting }) => [kind.name, newMachine(kind, waiting, now())]));
  const broken = new Set<MachineFault>();
  let sent = 0;
  let round = 0;

  const befallen = (name: MachineFault): Resident[] => residents.filter(({ kind }) => FAULT_EFFECTS[name].befalls(kind.name));
  const faultsOf = (machine: string): MachineFault[] => [...broken].filter((name) => FAULT_EFFECTS[name].befalls(machine));

  const report = async ({ kind, token }: Resident): Promise<void> => {
    const machine = machines.get(kind.name);
    const effects = faultsOf(kind.name).map((name) => FAULT_EFFECTS[name]);
    if (machine === undefined || effects.some(({ isSilent }) => isSilent === true)) return;
    await send(token, reportOf(machine, now()));
    sent += 1;
    if (effects.some(({ isCloned }) => isCloned === true)) await send(token, reportOf(cloneOf(machine), now()));
  };

  const change = (names: readonly Resident[], by: (machine: Machine) => Machine): void => {
    for (const { kind } of names) {
      const machine = machines.get(kind.name);
      if (machine !== undefined) machines.set(kind.name, by(machine));
    }
  };

  const live = async (resident: Resident): Promise<void> => {
    const { name } = resident.kind;
    const faults = faultsOf(name);
    if (faults.length === 0) change([resident], (machine) => aged(machine, resident, round, now()));
    for (const fault of faults) {
      const { isFlapping, broken: breaks, healed } = FAULT_EFFECTS[fault];
      if (isFlapping === true) change([resident], (machine) => (round % 2 === 0 ? breaks(machine) : healed(machine, now())));
    }
    await report(resident);
  };

  return {
    names: residents.map(({ kind }) => kind.name),
    reportsSent: () => sent,
    serversOf: (name) => befallen(name).map(({ kind }) => kind.name),
    async update(name) {
      const updating = residents.filter(({ kind }) => kind.name === name);
      change(updating, (machine) => rebooted(updated(machine, now()), now()));
      await Promise.all(updating.map(report));
    },
    async breakIt(name) {
      broken.add(name);
      change(befallen(name), FAULT_EFFECTS[name].broken);
      await Promise.all(befallen(name).map(report));
    },
    async healIt(name) {
      broken.delete(name);
      change(befallen(name), (machine) => FAULT_EFFECTS[name].healed(machine, now()));
      await Promise.all(befallen(name).map(report));
    },
    start() {
      const waiting = new Set<NodeJS.Timeout>();
      const beginRound = (): void => {
        round += 1;
        waiting.clear();
        // Spread over the round, as the timers of real machines are.
        for (const [index, resident] of residents.entries()) {
          waiting.add(setTimeout(() => void live(resident), (index / residents.length) * ROUND_MS));
        }
      };
      void Promise.all(residents.map(report));
      const rounds = setInterval(beginRound, ROUND_MS);
      return () => {
        clearInterval(rounds);
        for (const timer of waiting) clearTimeout(timer);
      };
    },
  };
}

/** What a round brings a machine that nothing is wrong with: fresh lists, now and then an update, now and then somebody who installs them. */
function aged(machine: Machine, { isNeglected }: Resident, round: number, now: Temporal.Instant): Machine {
  const listsAt = machine.listsAt === null || isOld(machine.listsAt, now) ? now : machine.listsAt;
  const fresh = { ...machine, listsAt };
  const draw = chance(`${machine.name} round ${round}`);
  if (draw < NEW_UPDATE) return withNewUpdate(fresh, round);
  const installs = !isNeglected && fresh.pending.length > 0 && draw > 1 - INSTALLS;
  return installs ? rebooted(updated(fresh, now), now) : fresh;
}

const isOld = (listsAt: Temporal.Instant, now: Temporal.Instant): boolean =>
  Temporal.Instant.compare(listsAt.add({ hours: LISTS_HOURS }), now) < 0;
