import type { Result } from '../../../../shared/result.ts';
import type { ReachCode } from '../../contract/host-refusals.ts';
import type { HostAccess } from '../../devices/hosts/access.ts';
import type { Level } from '../../domain/host.ts';
import type { HostRow } from '../../store/hosts.ts';

export type { HostAccess, HostRow, ReachCode };

/**
 * The way to hosts, for everybody. One connection per host and account is kept open for a while; what is asked of a host is done one
 * after the other. Whoever calls has asked for the caller's scope already.
 */
export interface Reach {
  /**
   * Does `work` on a host, once whatever was asked of it before is done. Refuses where the host is unknown or archived, its level is
   * lower than `level`, the console is held (`observe` works all the same), its key is not confirmed, or it does not answer.
   * A `HostError` or `Fail2banError` that `work` throws comes back as the refusal it stands for; anything else is thrown on.
   */
  reach<T>(hostId: string, level: Level, work: (host: HostAccess, row: HostRow) => Promise<T>): Promise<Result<T, ReachCode>>;
  /** Ends the connections to a host, so that the next call begins with what is now stored of it. */
  forget(hostId: string): Promise<void>;
  /** Ends all of them. */
  close(): Promise<void>;
}
