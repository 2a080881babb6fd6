import { setTimeout as sleep } from 'node:timers/promises';
import { systemActor } from '../kernel/auth/actor.ts';
import type { Work } from '../kernel/db/transact.ts';
import type { ErrandId, Outcome } from '../kernel/errands/errands.ts';
import type { Kernel } from '../kernel/module.ts';
import { UPDATE_ALL } from './contract/routes.ts';
import type { Life } from './machines/life.ts';

/** Installs what is pending on every machine, one after the other. */
export interface Updates {
  /** Begins it in the caller's transaction. */
  begin(work: Work, life: Life): Promise<ErrandId>;
  /** Does what was begun; resolves at its end. */
  carryOut(id: ErrandId, life: Life): Promise<void>;
}

/** Long enough to look at. */
const MACHINE_MS = 600;

const BY = systemActor('demo');

export const createUpdates = (
  { transact, errands, log }: Pick<Kernel, 'transact' | 'errands' | 'log'>,
  living: () => Life | null,
): Updates => {
  const end = (id: ErrandId, state: Outcome['state'], done: number): Promise<boolean> =>
    transact(BY, (work) => errands.end(work, id, { state, result: { key: `updateAll_${state}`, params: { done } } }));
  const update = async (id: ErrandId, life: Life): Promise<void> => {
    const { names } = life;
    await errands.takeUp(id);
    for (const [done, name] of names.entries()) {
      if (await errands.isCanceled(id)) return void (await end(id, 'canceled', done));
      await errands.progress(id, { done, note: { key: 'updateAll_installs', params: { name } } });
      await sleep(MACHINE_MS);
      // The demo was stopped in the middle: the errand is found interrupted, which is something to see as well.
      if (living() !== life) return;
      await life.update(name);
    }
    await errands.progress(id, { done: names.length });
    await end(id, 'succeeded', names.length);
  };
  return {
    begin: (work, { names }) =>
      errands.begin(work, {
        ...{ module: 'demo', kind: UPDATE_ALL, title: { key: 'updateAll', params: {} }, siteId: null },
        ...{ permission: 'demo:use', cancelPermission: 'demo:use', total: names.length, page: '/servers' },
      }),
    carryOut: (id, life) => update(id, life).catch((error: unknown) => log.warn({ err: error }, 'the updates of the demo were cut short')),
  };
};
