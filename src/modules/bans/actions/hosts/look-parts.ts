import type { Transact } from '../../../../kernel/db/transact.ts';
import type { JailCounts } from '../../domain/reading.ts';
import type { HostParts } from './parts.ts';

/** What a look at a host stands on; by time alone it writes as the leader. */
export interface LookParts extends Pick<HostParts, 'db' | 'clock' | 'log' | 'assets' | 'findings' | 'settings' | 'reach' | 'placeOf'> {
  readonly transact: Transact;
  /** Puts back what a reload or restart of fail2ban has taken out of its running ignore lists; absent: nobody keeps them. */
  readonly keepAllow?: (hostId: string) => Promise<void>;
}

/** What is remembered of a host between two looks. A process that has forgotten it asks for more than it would have to. */
export interface LookMemory {
  /** Counters at the time of the last whole comparison of bans; null: there was none. */
  compared: ReadonlyMap<string, JailCounts> | null;
  comparedAt: Temporal.Instant | null;
}

export const newMemory = (): LookMemory => ({ compared: null, comparedAt: null });
