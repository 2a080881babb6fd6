import type { Work } from '../../../../kernel/db/transact.ts';
import type { Kernel } from '../../../../kernel/module.ts';
import type { AssetId, SiteId } from '../../../../shared/ids.ts';
import { BANS_EVENTS } from '../../contract/events.ts';
import type { PlaceOf } from '../../domain/place.ts';
import type { HostRow } from '../../store/hosts.ts';
import type { Reach } from './reach.ts';

/** What the actions on hosts stand on. */
export interface HostParts extends Pick<Kernel, 'db' | 'transact' | 'clock' | 'log' | 'assets' | 'findings' | 'settings' | 'seal'> {
  readonly reach: Reach;
  readonly placeOf: PlaceOf;
  /** Whether the console runs beside an ssh agent. */
  readonly agentSocket: string | null;
}

/** The host that an action works on. */
export interface HostSubject {
  readonly id: AssetId;
  readonly name: string;
  readonly siteId: SiteId;
}

export const subjectOf = ({ id, name, site }: HostRow): HostSubject => ({ id, name, siteId: site.id });

interface Change {
  readonly before?: Readonly<Record<string, unknown>> | null;
  readonly after?: Readonly<Record<string, unknown>> | null;
}

/** One audit row about a host. `before` and `after` hold only what changed, and of keys only that they are there. */
export const auditHost = (work: Work, action: string, { id, name, siteId }: HostSubject, change: Change = {}): Promise<void> =>
  work.audit({ action, subject: { kind: 'fail2ban', id, name }, siteId, ...change });

/** Why a host's page should be drawn anew. */
export type HostChange = 'added' | 'edited' | 'archived' | 'contact' | 'jails' | 'people' | 'maintenance' | 'key' | 'settings' | 'time';

export const publishHost = (work: Work, { id, siteId }: Pick<HostSubject, 'id' | 'siteId'>, because: HostChange): void =>
  work.publish({ name: BANS_EVENTS.hostChanged, module: 'bans', siteId, assetId: id, payload: { because } });
