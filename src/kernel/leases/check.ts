import { type Saying, SayingError } from '../contract/saying.ts';
import { told } from '../contract/told.ts';
import type { Db } from '../db/database.ts';
import type { Check } from '../health/check.ts';
import { SCHEDULER } from './leadership.ts';
import { findLease, type LeaseState } from './lease-rows.ts';

export interface SchedulerCheckParts {
  readonly db: Db;
  /** How long nobody may lead before that is trouble. */
  readonly stale: Temporal.Duration;
}

/** Somebody leads, in whichever process: if not, nothing happens that only time starts. */
export function schedulerCheck({ db, stale }: SchedulerCheckParts): Check {
  const startedAt = performance.now();
  return {
    name: 'scheduler',
    isCritical: false,
    async probe() {
      const lease = await findLease(db, SCHEDULER);
      if (lease !== null) return leadershipSaying(lease, stale);
      // A database that nobody has led yet: its first process may still be starting.
      if (performance.now() - startedAt < stale.total('milliseconds')) return told('scheduler.nobody_yet');
      throw new SayingError(told('scheduler.nobody'));
    },
  };
}

/** Who leads since when. Throws with the sentence when nobody has led for longer than `stale`. */
function leadershipSaying(lease: LeaseState, stale: Temporal.Duration): Saying {
  const { holder, acquiredAt, releasedAt, fencing } = lease;
  const who = { pid: holder.pid, host: holder.host, seconds: Math.round(lease.silent.total('seconds')) };
  if (Temporal.Duration.compare(lease.silent, stale) > 0) throw new SayingError(told('scheduler.silent', who));
  if (releasedAt !== null) return told('scheduler.given_back', who);
  return told('scheduler.leads', { ...who, since: acquiredAt.toString({ smallestUnit: 'second' }), fencing });
}
