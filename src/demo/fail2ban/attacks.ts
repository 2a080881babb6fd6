import type { Log } from '../../kernel/log/log.ts';
import type { AttackFault } from '../contract/routes.ts';
import { attackerOf, stormers } from './attackers.ts';
import type { AttackedHost } from './host.ts';
import { hasFail2ban, startRealFail2ban } from './real.ts';
import { startSimulatedFail2ban } from './simulated.ts';

/** The fail2ban hosts of the demo, by the names of the servers that they guard, under attack from `begin` on. */
export interface Attacks {
  readonly hosts: ReadonlyMap<string, AttackedHost & { readonly isReal: boolean }>;
  begin(): void;
  hostsOf(fault: AttackFault): readonly string[];
  breakIt(fault: AttackFault): Promise<void>;
  healIt(fault: AttackFault): Promise<void>;
  close(): Promise<void>;
}

const ROUND_MS = 8_000;
const STORM = 120;
/** Guarded by the machine's own fail2ban where it has one; `SIMULATED` by one that only speaks as it does. */
const REAL = 'web01';
const SIMULATED = 'mail01';

/** Starts both hosts. A fail2ban that does not start is simulated: the demo shows something in any case. */
export async function startAttacks({ now, log }: { readonly now: () => Temporal.Instant; readonly log: Log }): Promise<Attacks> {
  const first = hasFail2ban() ? await startRealFail2ban().catch((error: unknown) => warned(log, error)) : null;
  const hosts = new Map([
    [REAL, { ...(first ?? (await startSimulatedFail2ban())), isReal: first !== null }],
    [SIMULATED, { ...(await startSimulatedFail2ban()), isReal: false }],
  ]);
  const named = (name: string) => hosts.get(name);
  let round = 0;
  let timer: NodeJS.Timeout | null = null;
  const attackAll = (): void => {
    for (const host of hosts.values()) host.attack([attackerOf(round++)], now());
  };
  return {
    hosts,
    begin() {
      attackAll();
      timer = setInterval(attackAll, ROUND_MS);
    },
    hostsOf: (fault) => [fault === 'storm' ? REAL : SIMULATED],
    async breakIt(fault) {
      if (fault === 'storm') named(REAL)?.attack(stormers(STORM), now());
      else await named(SIMULATED)?.stop();
    },
    async healIt(fault) {
      if (fault === 'fail2ban') await named(SIMULATED)?.start();
    },
    async close() {
      if (timer !== null) clearInterval(timer);
      await Promise.all([...hosts.values()].map((host) => host.close()));
    },
  };
}

function warned(log: Log, error: unknown): null {
  log.warn({ err: error }, 'the fail2ban of this machine did not start beside the demo: it is simulated');
  return null;
}
