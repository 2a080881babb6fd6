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
      if (lease !== null) return leadershipSentence(lease, stale);
      // A database that nobody has led yet: its first process may still be starting.
      if (performance.now() - startedAt < stale.total('milliseconds')) return 'Nobody leads yet.';
      throw new Error('Nobody leads. One process at least needs the role scheduler.');
    },
  };
}

/** Who leads since when. Throws with the sentence when nobody has led for longer than `stale`. */
function leadershipSentence(lease: LeaseState, stale: Temporal.Duration): string {
  const { holder, acquiredAt, releasedAt, fencing } = lease;
  const who = `process ${holder.pid} on ${holder.host}`;
  const silentSeconds = Math.round(lease.silent.total('seconds'));
  if (Temporal.Duration.compare(lease.silent, stale) > 0) {
    throw new Error(`Nobody leads since ${silentSeconds} s; the last was ${who}. One process at least needs the role scheduler.`);
  }
  if (releasedAt !== null) return `Nobody leads since ${silentSeconds} s: ${who} gave it back.`;
  return `The leader is ${who} since ${acquiredAt.toString({ smallestUnit: 'second' })}, number ${fencing}, last heard of ${silentSeconds} s ago.`;
}
