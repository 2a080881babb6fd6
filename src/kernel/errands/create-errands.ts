import type { Clock } from '../../shared/time.ts';
import { systemActor } from '../auth/actor.ts';
import type { Permission } from '../contract/permission.ts';
import type { Db } from '../db/database.ts';
import type { Transact, Work } from '../db/transact.ts';
import type { Served } from '../http/serve.ts';
import type { Leading } from '../leases/leading.ts';
import type { Log } from '../log/log.ts';
import type { Resource } from '../module.ts';
import { createCancel } from './cancel.ts';
import type { ErrandId, Errands, NewErrand, Progress } from './errands.ts';
import { errandEvent } from './events.ts';
import { createInterrupter } from './interrupt.ts';
import { errandRoutes } from './routes.ts';
import { endErrand, insertErrand, isCancelAsked, startErrand, writeProgress } from './rows.ts';
import { createSight } from './sight.ts';
import { createThrottle } from './throttle.ts';

export interface ErrandsParts {
  readonly db: Db;
  readonly transact: Transact;
  readonly leading: Pick<Leading, 'transact'>;
  readonly clock: Clock;
  readonly log: Log;
  /** Every permission of the kernel and of the modules, by name. */
  readonly permissions: ReadonlyMap<string, Permission>;
}

/** What modules see, and what the console runs of it. */
export interface ErrandsRoom extends Errands {
  readonly routes: readonly Served[];
  /** Writes at the end of the process what was put off. Started before what says progress, so that it stops after it. */
  readonly writer: Resource;
  /** Notices work whose process has died. */
  readonly leads: readonly Resource[];
}

const BY = systemActor('errands');

export function createErrands(parts: ErrandsParts): ErrandsRoom {
  const { db, transact, log, permissions } = parts;
  const throttle = createThrottle({
    write: (id, progress) => transact(BY, (work) => tellProgress(work, id, progress)),
    onLost: (errandId, error) => log.warn({ err: error, errandId }, 'how far an errand is could not be written'),
  });
  const sight = createSight(permissions);
  return {
    begin: (work, errand) => begin(work, checked(errand, permissions)),
    takeUp: (id) =>
      transact(BY, async ({ tx, now, publish }) => {
        const row = await startErrand(tx, id, now);
        if (row === null) return null;
        publish(errandEvent('progressed', row));
        return { done: row.done, total: row.total };
      }),
    progress: throttle.say,
    isCanceled: (id) => isCancelAsked(db, id),
    async end({ tx, now, publish }, id, outcome) {
      const row = await endErrand(tx, id, outcome, { latest: throttle.latest(id), now });
      if (row !== null) publish(errandEvent('ended', row));
      return row !== null;
    },
    routes: errandRoutes({ db, sight, cancel: createCancel({ transact, sight }) }),
    writer: { name: 'errands', start: async () => throttle.flush },
    leads: [createInterrupter(parts)],
  };
}

function checked(errand: NewErrand, permissions: ErrandsParts['permissions']): NewErrand {
  for (const name of [errand.permission, errand.cancelPermission ?? errand.permission]) {
    if (!permissions.has(name)) throw new Error(`No module declares the permission ${name}, which the errand ${errand.kind} asks for.`);
  }
  return errand;
}

async function begin({ tx, by, now, publish }: Work, errand: NewErrand): Promise<ErrandId> {
  const begun = await insertErrand(tx, errand, { begunBy: by.kind === 'person' ? by.userId : null, now });
  publish(errandEvent('begun', begun));
  return begun.id;
}

async function tellProgress({ tx, now, publish }: Work, id: ErrandId, progress: Progress): Promise<void> {
  const row = await writeProgress(tx, id, progress, now);
  if (row !== null) publish(errandEvent('progressed', row));
}
