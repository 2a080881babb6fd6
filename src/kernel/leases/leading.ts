import type { Transact } from '../db/transact.ts';

/** How work that time alone starts writes: of all processes on one database only the leader's goes through. */
export interface Leading {
  /** By this process's own clock, in which a pause or a sleep of the machine counts. For what has no transaction. */
  isLeading(): boolean;
  /**
   * As `transact`, and the lease is held by the same transaction: it commits before another process may lead, or not at all.
   * Throws a `NotLeadingError`, and nothing is written, when this process does not lead or leads no more.
   */
  readonly transact: Transact;
}

/** Another process leads, or may: what was going to be written is its work now. Not a fault; a timer lets it be. */
export class NotLeadingError extends Error {
  /** Number of the leadership under which it was tried; null: this process did not lead. */
  readonly fencing: number | null;
  constructor(fencing: number | null) {
    super(fencing === null ? 'this process does not lead' : `this process leads no more under the number ${fencing}`);
    this.name = 'NotLeadingError';
    this.fencing = fencing;
  }
}
