import { Refusal, type Served, serve } from '../kernel/http/serve.ts';
import type { Kernel } from '../kernel/module.ts';
import { toWire } from '../shared/time.ts';
import { breakDemo, FAULTS, type FaultName, getDemo, healDemo, UPDATE_ALL, updateDemo } from './contract/routes.ts';
import type { Life } from './machines/life.ts';
import { createUpdates } from './updates.ts';

type Parts = Pick<Kernel, 'transact' | 'clock' | 'errands' | 'log'>;

/** The buttons. Before the estate lives there is nothing to break. */
export function demoRoutes({ transact, clock, errands, log }: Parts, living: () => Life | null): readonly Served[] {
  const since = new Map<FaultName, Temporal.Instant>();
  const updates = createUpdates({ transact, errands, log }, living);
  const shown = (name: FaultName) => ({
    name,
    servers: [...(living()?.serversOf(name) ?? [])],
    brokenSince: toWire(since.get(name) ?? null),
  });

  return [
    serve(getDemo, async () => ({
      machines: living()?.names.length ?? 0,
      reportsSent: living()?.reportsSent() ?? 0,
      faults: FAULTS.map(shown),
    })),
    serve(breakDemo, async ({ name }, { actor }) => {
      if (since.has(name)) return shown(name);
      await transact(actor, ({ audit }) => audit(entryOf('demo.broken', name)));
      since.set(name, clock.now());
      await living()?.breakIt(name);
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
      await living()?.healIt(name);
      return shown(name);
    }),
  ];
}

const entryOf = (action: string, name: FaultName) => ({ action, subject: { kind: 'fault', id: name, name }, siteId: null });
