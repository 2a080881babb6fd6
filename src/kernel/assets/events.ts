import type { SiteId } from '../../shared/ids.ts';
import type { NewEvent } from '../events/publish.ts';
import type { AssetRow } from './assets.ts';

/** An asset, its people, its machine or its maintenance changed. */
export const assetChanged = ({ id, module, siteId }: Pick<AssetRow, 'id' | 'module' | 'siteId'>): NewEvent => ({
  name: 'assets.changed',
  module,
  siteId,
  assetId: id,
  payload: {},
});

/** Somebody went for good, and now nobody answers for an asset: neither a person who could act nor a team that has one. */
export const nobodyAnswers = ({ id, module, siteId }: Pick<AssetRow, 'id' | 'module' | 'siteId'>): NewEvent => ({
  name: NOBODY_ANSWERS,
  module,
  siteId,
  assetId: id,
  payload: {},
});

export const NOBODY_ANSWERS = 'assets.nobody_answers';

/** A site's name, zone, notes or contact changed: others may have to be told. */
export const siteChanged = (siteId: SiteId): NewEvent => ({ name: 'sites.changed', module: 'kernel', siteId, assetId: null, payload: {} });
