import type { SiteId } from '../../shared/ids.ts';
import type { NewEvent } from '../events/publish.ts';
import type { ErrandPlace } from './rows.ts';

/** How far an errand is has changed, for those who see the module's rows at the site, and for who began it. */
export const errandEvent = (what: 'begun' | 'progressed' | 'cancel_asked' | 'ended', errand: ErrandPlace): NewEvent => ({
  name: `errands.${what}`,
  module: errand.module,
  siteId: errand.siteId as SiteId | null,
  assetId: null,
  payload: { errandId: errand.id, userId: errand.begunBy },
});
