import { systemActor } from '../auth/actor.ts';
import { createTimer, type Timer } from '../jobs/timer.ts';
import type { ErrandsParts } from './create-errands.ts';
import { errandEvent } from './events.ts';
import { giveUpSilent, longestSilent } from './rows.ts';

/** A job of a process that died is taken up by another one long before. */
const SILENCE = Temporal.Duration.from({ minutes: 5 });
/** What began in another process is noticed by looking; nobody has to hear of every step of it. */
const SWEEP = Temporal.Duration.from({ minutes: 1 });

const BY = systemActor('errands');

/** Work whose process died must not stay running for ever: what says nothing for five minutes is interrupted. */
export function createInterrupter({ db, leading, clock, log }: Pick<ErrandsParts, 'db' | 'leading' | 'clock' | 'log'>): Timer {
  return createTimer({
    ...{ name: 'errands', clock, log, sweep: SWEEP },
    next: async () => (await longestSilent(db))?.add(SILENCE) ?? null,
    run: (now) =>
      leading.transact(BY, async ({ tx, publish }) => {
        for (const row of await giveUpSilent(tx, now.subtract(SILENCE), now)) {
          log.warn({ errandId: row.id, module: row.module, kind: row.kind, done: row.done }, 'an errand was interrupted');
          publish(errandEvent('ended', row));
        }
      }),
  });
}
