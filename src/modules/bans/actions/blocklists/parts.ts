import type { Work } from '../../../../kernel/db/transact.ts';
import type { Kernel } from '../../../../kernel/module.ts';
import type { SiteId } from '../../../../shared/ids.ts';
import { BANS_EVENTS } from '../../contract/events.ts';
import type { OrderParts } from '../orders/parts.ts';

export interface ListParts extends OrderParts, Pick<Kernel, 'outbound' | 'assets' | 'findings' | 'errands'> {}

/** The blocklist that an action works on. */
export interface ListSubject {
  readonly id: string;
  readonly name: string;
  readonly siteId: string;
}

export const auditList = (
  work: Work,
  action: string,
  { id, name, siteId }: ListSubject,
  change: Pick<Parameters<Work['audit']>[0], 'before' | 'after'> = {},
): Promise<void> => work.audit({ action, subject: { kind: 'blocklist', id, name }, siteId, ...change });

export const publishList = (work: Work, { id, siteId }: Pick<ListSubject, 'id' | 'siteId'>): void =>
  work.publish({
    name: BANS_EVENTS.blocklistChanged,
    module: 'bans',
    siteId: siteId as SiteId,
    assetId: null,
    payload: { blocklistId: id },
  });
