import { Refusal, type Served, serve } from '../kernel/http/serve.ts';
import type { Kernel } from '../kernel/module.ts';
import { toWire } from '../shared/time.ts';
import {
  breakDemo,
  FAULTS,
  type FaultName,
  getDemo,
  healDemo,
  isAttackFault,
  isScreenFault,
  UPDATE_ALL,
  updateDemo,
} from './contract/routes.ts';
import type { Attacks } from './fail2ban/attacks.ts';
import type { Life } from './machines/life.ts';
import type { Fleet } from './screens/fleet.ts';
import { createUpdates } from './updates.ts';

type Parts = Pick<Kernel, 'transact' | 'clock' | 'errands' | 'log'>;

/** What lives of the demo; null until it is built. */
export interface Living {
  readonly life: Life;
  /** Null: the bans module is switched off. */
  readonly attacks: Attacks | null;
  /** Null: the screens module is switched off. */
  readonly fleet: Fleet | null;
}

/** The buttons. Before the estate lives there is nothing to break. */
export function demoRoutes({ transact, clock, errands, log }: Parts, find: () => Living | null): readonly Served[] {
  const living = () => find()?.life ?? null;
  const since = new Map<FaultName, Temporal.Instant>();
  const updates = createUpdates({ transact, errands, log }, living);
  const shown = (name: FaultName) => ({
    name,
    servers: [...befallen(find(), name)],
    brokenSince: toWire(since.get(name) ?? null),
  });

  return [
    serve(getDemo, async () => ({
      machines: living()?.names.length ?? 0,
      reportsSent: living()?.reportsSent() ?? 0,
      faults: FAULTS.filter((name) => isThere(find(), name)).map(shown),
      players: [...(find()?.fleet?.players ?? [])],
    })),
    serve(breakDemo, async ({ name }, { actor }) => {
      if (since.has(name)) return shown(name);
      await transact(actor, ({ audit }) => audit(entryOf('demo.broken', name)));
      since.set(name, clock.now());
      await breakIt(find(), name);
      return shown(name);
    }),
    serve(updateDemo, async (_input, { actor }) => {
      const life = living();
      if (life === null) throw new Refusal('demo.not_alive');
      const errandId = await transact(actor, async (work) => {
        await work.audit({ action: 'demo.updated', subject: { kind: 'errand', id: UPDATE_ALL, name: UPDATE_ALL }, siteId: null });
        return await updates.begin(work, life);
      });
      void updates.carryOut(errandId, life);
      return { errandId };
    }),
    serve(healDemo, async ({ name }, { actor }) => {
      if (!since.has(name)) return shown(name);
      await transact(actor, ({ audit }) => audit(entryOf('demo.healed', name)));
      since.delete(name);
      await healIt(find(), name);
      return shown(name);
    }),
  ];
}

const entryOf = (action: string, name: FaultName) => ({ action, subject: { kind: 'fault', id: name, name }, siteId: null });

/** Before the demo lives all are named; then those of modules that are there. */
const isThere = (living: Living | null, name: FaultName): boolean =>
  isAttackFault(name) ? living?.attacks !== null : !isScreenFault(name) || living?.fleet !== null;

function befallen(living: Living | null, name: FaultName): readonly string[] {
  if (isAttackFault(name)) return living?.attacks?.hostsOf(name) ?? [];
  return (isScreenFault(name) ? living?.fleet?.screensOf(name) : living?.life.serversOf(name)) ?? [];
}

async function breakIt(living: Living | null, name: FaultName): Promise<void> {
  if (isAttackFault(name)) await living?.attacks?.breakIt(name);
  else if (isScreenFault(name)) await living?.fleet?.breakIt(name);
  else await living?.life.breakIt(name);
}

async function healIt(living: Living | null, name: FaultName): Promise<void> {
  if (isAttackFault(name)) await living?.attacks?.healIt(name);
  else if (isScreenFault(name)) await living?.fleet?.healIt(name);
  else await living?.life.healIt(name);
}
