import { Refusal, type Served, serve } from '../kernel/http/serve.ts';
import type { Kernel } from '../kernel/module.ts';
import { toWire } from '../shared/time.ts';
import { breakDemo, FAULTS, type FaultName, getDemo, healDemo, isAttackFault, UPDATE_ALL, updateDemo } from './contract/routes.ts';
import type { Attacks } from './fail2ban/attacks.ts';
import type { Life } from './machines/life.ts';
import { createUpdates } from './updates.ts';

type Parts = Pick<Kernel, 'transact' | 'clock' | 'errands' | 'log'>;

/** What lives of the demo; null until it is built. */
export interface Living {
  readonly life: Life;
  /** Null: the bans module is switched off. */
  readonly attacks: Attacks | null;
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
      faults: FAULTS.filter((name) => !isAttackFault(name) || find()?.attacks !== null).map(shown),
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

const befallen = (living: Living | null, name: FaultName): readonly string[] =>
  (isAttackFault(name) ? living?.attacks?.hostsOf(name) : living?.life.serversOf(name)) ?? [];

const breakIt = async (living: Living | null, name: FaultName): Promise<void> =>
  isAttackFault(name) ? await living?.attacks?.breakIt(name) : await living?.life.breakIt(name);

const healIt = async (living: Living | null, name: FaultName): Promise<void> =>
  isAttackFault(name) ? await living?.attacks?.healIt(name) : await living?.life.healIt(name);
