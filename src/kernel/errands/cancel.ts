import { sql } from 'kysely';
import { ok, type Result, refuse } from '../../shared/result.ts';
import type { PersonActor } from '../auth/actor.ts';
import type { Scope } from '../contract/access.ts';
import type { Tx } from '../db/database.ts';
import type { Transact, Work } from '../db/transact.ts';
import { errandEvent } from './events.ts';
import { cancelErrandRow, type ErrandRow, lockErrand } from './rows.ts';
import type { Sight } from './sight.ts';

type CancelAnswer = Result<null, 'errands.unknown' | 'errands.over' | 'errands.not_cancelable' | 'kernel.forbidden'>;

/** `scope`: where the person may cancel anything at all. */
export type Cancel = (by: PersonActor, scope: Scope, id: string) => Promise<CancelAnswer>;

/** Asks an errand to stop. Asked again, nothing happens, and nothing is written. */
export const createCancel =
  ({ transact, sight }: { readonly transact: Transact; readonly sight: Sight }): Cancel =>
  (by, scope, id) =>
    transact<CancelAnswer>(by, async (work) => {
      if (!(await isSeen(work.tx, sight, { by, scope, id }))) return refuse('errands.unknown');
      const errand = await lockErrand(work.tx, id);
      if (errand === null) return refuse('errands.unknown');
      if (errand.cancelPermission === null) return refuse('errands.not_cancelable');
      if (!sight.mayCancel(by, errand)) return refuse('kernel.forbidden');
      if (errand.state !== 'waiting' && errand.state !== 'running') return refuse('errands.over');
      if (errand.cancelAskedAt === null) await cancel(work, errand);
      return ok(null);
    });

interface Asked {
  readonly by: PersonActor;
  readonly scope: Scope;
  readonly id: string;
}

async function isSeen(tx: Tx, sight: Sight, { by, scope, id }: Asked): Promise<boolean> {
  const { rows } = await sql`select from kernel.errands e where e.id = ${id} and ${sight.visible(by, scope)}`.execute(tx);
  return rows.length > 0;
}

async function cancel(work: Work, errand: ErrandRow): Promise<void> {
  await cancelErrandRow(work.tx, errand, work.now);
  await work.audit({
    action: 'errands.canceled',
    subject: { kind: 'errand', id: errand.id, name: errand.kind },
    siteId: errand.siteId,
    before: { state: errand.state },
    after: { state: 'canceled' },
  });
  work.publish(errandEvent(errand.state === 'waiting' ? 'ended' : 'cancel_asked', errand));
}
