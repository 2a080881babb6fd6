import type { Work } from '../../../../kernel/db/transact.ts';
import type { Kernel } from '../../../../kernel/module.ts';
import type { AssetId, SiteId } from '../../../../shared/ids.ts';
import { BANS_EVENTS } from '../../contract/events.ts';
import type { PlaceOf } from '../../domain/place.ts';
import type { OrderRow } from '../../store/orders.ts';
import type { Reach } from '../hosts/reach.ts';

/** What orders and lists stand on. */
export interface OrderParts extends Pick<Kernel, 'db' | 'transact' | 'clock' | 'log' | 'held' | 'addressesInUse'> {
  readonly reach: Reach;
  readonly placeOf: PlaceOf;
}

/** Told with every change of an order, also after its work outside. */
export function publishOrder(work: Work, order: Pick<OrderRow, 'id' | 'host' | 'siteId'>, state: OrderRow['state']): void {
  work.publish({
    name: BANS_EVENTS.orderChanged,
    module: 'bans',
    siteId: order.siteId as SiteId,
    assetId: order.host.id as AssetId,
    payload: { orderId: order.id, state },
  });
}

export function publishBans(
  work: Work,
  { host, siteId }: Pick<OrderRow, 'host' | 'siteId'>,
  counts: { readonly banned: number; readonly ended: number },
): void {
  if (counts.banned + counts.ended === 0) return;
  work.publish({ name: BANS_EVENTS.changed, module: 'bans', siteId: siteId as SiteId, assetId: host.id as AssetId, payload: counts });
}
