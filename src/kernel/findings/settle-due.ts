import type { AssetId } from '../../shared/ids.ts';
import { NotLeadingError } from '../leases/leading.ts';
import type { Log } from '../log/log.ts';

const BATCH = 100;

/** Assets of one module whose facts change by time alone. */
export interface DueFacts {
  /** Those that are due, longest ago first. */
  due(now: Temporal.Instant, limit: number): Promise<readonly AssetId[]>;
  /** Looks at one anew, in a transaction of its own; it is not due afterwards. */
  settle(id: AssetId): Promise<void>;
  readonly log: Log;
}

/** Settles all that is due, batch by batch. One that fails stays due: the timer comes back to it after a pause. */
export async function settleDue({ due, settle, log }: DueFacts, now: Temporal.Instant): Promise<void> {
  for (;;) {
    const ids = await due(now, BATCH);
    const settled = await settleEach(ids, settle, log);
    if (ids.length < BATCH || settled === 0) return;
  }
}

/** Runs through assets; one that fails is logged and does not keep the others from their turn. Answers how many were settled. */
export async function settleEach(ids: readonly AssetId[], settle: DueFacts['settle'], log: Log): Promise<number> {
  let done = 0;
  for (const id of ids) {
    try {
      await settle(id);
      done += 1;
    } catch (error) {
      // None of the others would be settled here, either.
      if (error instanceof NotLeadingError) throw error;
      log.error({ assetId: id, err: error }, 'the facts of an asset could not be settled');
    }
  }
  return done;
}
