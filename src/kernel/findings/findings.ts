import type { AssetId, SiteId } from '../../shared/ids.ts';
import type { Severity } from '../contract/severity.ts';
import type { Work } from '../db/transact.ts';

export type FindingParams = Readonly<Record<string, string | number | boolean | null>>;

/** What a module says is wrong now. */
export interface Fact {
  readonly module: string;
  /** One of the module's declared rules; another one throws. */
  readonly rule: string;
  /** Tells findings of one rule apart; the asset's id where there is one per asset. */
  readonly key: string;
  readonly siteId: SiteId;
  readonly assetId: AssetId | null;
  readonly severity: Severity;
  /** Figures of the sentence `<module>:findings.<rule>`; instants as RFC 3339. */
  readonly params: FindingParams;
  /** The finding that explains this one: folded under it and silent while it is open. */
  readonly cause?: { readonly module: string; readonly rule: string; readonly key: string };
}

/** Modules state facts; opening, clearing, flapping, muting, grouping into stories and history happen here. */
export interface Findings {
  /** It is true now. Opens a finding, or confirms the open one (severity and figures follow). */
  report(work: Work, fact: Fact): Promise<void>;
  /** It is no longer true. Unknown or closed: nothing happens. */
  clear(work: Work, finding: { readonly module: string; readonly rule: string; readonly key: string }): Promise<void>;
  /** All facts of one asset and module at once: reports those given, clears every other open one. */
  settle(
    work: Work,
    subject: { readonly module: string; readonly siteId: SiteId; readonly assetId: AssetId },
    facts: readonly Omit<Fact, 'module' | 'siteId' | 'assetId' | 'key'>[],
  ): Promise<void>;
}
