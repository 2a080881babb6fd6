import type { AssetId, SiteId } from '../../shared/ids.ts';
import type { Work } from '../db/transact.ts';
import type { FindingParams } from '../findings/findings.ts';

/** Something that persons are told by name, such as that an update of their server begins tomorrow. */
export interface Notice {
  /** Tells notices of one module apart: a person is told once per key, however often it is asked for. */
  readonly key: string;
  /** Ids of users. Those that were switched off hear nothing. */
  readonly to: readonly string[];
  readonly module: string;
  /** Text `<module>:<key>` of the module's locales with its figures; instants as RFC 3339. */
  readonly sentence: { readonly key: string; readonly params: FindingParams };
  readonly assetId: AssetId | null;
  readonly siteId: SiteId | null;
  /** Page of the console that it is about, `/servers/…`. */
  readonly href: string;
}

/** Tells people, by the channels they have chosen. Of stories this happens by itself. */
export interface Telling {
  /**
   * Tells persons once, in the caller's transaction: nobody hears of it if that rolls back. It waits for the end of quiet hours;
   * who has no channel within a day is not told. Takes no lock that others wait for.
   */
  notice(work: Work, notice: Notice): Promise<void>;
}
