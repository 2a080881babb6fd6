import { systemActor } from '../../../../kernel/auth/actor.ts';
import { fault } from '../../domain/config/problem.ts';
import { endVersion, keepVersion, nextAbandoned, takeOver, type VersionDetail } from '../../store/config-versions.ts';
import { settleHost } from '../hosts/settle.ts';
import { leaseFrom } from './carry-out.ts';
import { type ConfigurationParts, note } from './parts.ts';
import { rollBack } from './roll-back.ts';

/** Who undoes what a console left half done. */
const HEALER = systemActor('bans: configuration');

/**
 * Undoes what a process that has ended, or slept for too long, left half done: files back, reload, compare. For the start of the console
 * and for every look at a host; any number of processes may call it at once. A host that does not answer is tried again at the next call.
 * Answers how many were brought to an end.
 */
export function createHeal(parts: ConfigurationParts) {
  return async (hostId?: string): Promise<number> => {
    let ended = 0;
    for (;;) {
      const worker = crypto.randomUUID();
      const version = await parts.transact(HEALER, ({ tx, now }) =>
        takeOver(tx, { worker, now, until: leaseFrom(now), ...(hostId === undefined ? {} : { hostId }) }),
      );
      if (version === null) return ended;
      if (await heal(parts, version, worker)) ended += 1;
    }
  };
}

async function heal(parts: ConfigurationParts, version: VersionDetail, worker: string): Promise<boolean> {
  const { id, files: changes } = version;
  const isStillOurs = (): Promise<boolean> => parts.transact(HEALER, ({ tx, now }) => keepVersion(tx, id, worker, leaseFrom(now)));
  const reached = await parts.reach.reach(version.hostId, 'configure', async (host, row) => {
    const problem = await rollBack({ host, row }, { changes, isStillOurs });
    return parts.transact(HEALER, async (work) => {
      const state = problem === null ? 'rolled_back' : 'failed';
      const isOurs = await endVersion(work.tx, { id, worker, state, problem: problem ?? fault('bans.config_interrupted'), now: work.now });
      if (!isOurs) return false;
      await note(work, row, 'bans.config_healed', { after: { versionId: id, state, problem: problem?.code ?? null } });
      await settleHost(work, parts, row.id);
      return true;
    });
  });
  return reached.ok && reached.value;
}

/** When there may be something to undo; null: nothing is on its way. */
export const createNextAbandoned =
  ({ db }: Pick<ConfigurationParts, 'db'>) =>
  async (): Promise<Temporal.Instant | null> =>
    (await nextAbandoned(db))?.add({ milliseconds: 1 }) ?? null;
