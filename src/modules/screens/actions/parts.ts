import type { Work } from '../../../kernel/db/transact.ts';
import type { Kernel } from '../../../kernel/module.ts';
import type { AssetId, SiteId } from '../../../shared/ids.ts';
import { SCREENS_EVENTS } from '../contract/events.ts';
import type { ScreenRow } from '../store/screens.ts';

/** What the actions stand on. */
export type Parts = Pick<Kernel, 'db' | 'transact' | 'clock' | 'log' | 'assets' | 'findings' | 'settings' | 'mqtt' | 'publicUrl'>;

/** The screen that an action works on. */
export interface ScreenSubject {
  readonly id: AssetId;
  readonly name: string;
  readonly siteId: SiteId;
}

export const subjectOf = ({ id, name, site }: ScreenRow): ScreenSubject => ({ id, name, siteId: site.id });

interface Change {
  readonly before?: Readonly<Record<string, unknown>> | null;
  readonly after?: Readonly<Record<string, unknown>> | null;
}

/** By which the finding of a site's outage is known: those that are silent with it are folded under it. */
export const outageKey = (siteId: string): string => `outage:${siteId}`;

/** One audit row about a screen. `before` and `after` hold only what changed. */
export const auditScreen = (work: Work, action: string, { id, name, siteId }: ScreenSubject, change: Change = {}): Promise<void> =>
  work.audit({ action, subject: { kind: 'screen', id, name }, siteId, ...change });

/** Why a screen's page should be drawn anew. */
export type ScreenChange = 'added' | 'edited' | 'archived' | 'group' | 'account' | 'service' | 'people' | 'maintenance' | 'time';

export const publishScreen = (work: Work, { id, siteId }: Pick<ScreenSubject, 'id' | 'siteId'>, because: ScreenChange): void =>
  work.publish({ name: SCREENS_EVENTS.screenChanged, module: 'screens', siteId, assetId: id, payload: { because } });

/** `enrolled`: its account was made just now. `moved`: it is in another group. `gone`: no screen has it, or it has no account. `cleared`: its failure was forgotten. `discovered`: it is new, and uses the shared account. */
export const PLACE_REASONS = ['enrolled', 'moved', 'gone', 'cleared', 'discovered'] as const;
export type PlaceReason = (typeof PLACE_REASONS)[number];

/** Has the broker told where a player stands, after the commit and until it has learnt it. */
export const placeLater = (work: Work, uuid: string, because: PlaceReason): void =>
  work.publish({ name: SCREENS_EVENTS.placeDue, module: 'screens', siteId: null, assetId: null, payload: { uuid, because } });
