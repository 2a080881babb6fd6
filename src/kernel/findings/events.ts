import type { AssetId, SiteId } from '../../shared/ids.ts';
import type { NewEvent } from '../events/publish.ts';

/** Something about a story changed for those who see the module's findings at the site. */
export const findingsChanged = (about: {
  readonly module: string;
  readonly siteId: string;
  readonly assetId: string | null;
  readonly storyId: string | null;
}): NewEvent => ({
  name: 'findings.changed',
  module: about.module,
  siteId: about.siteId as SiteId,
  assetId: about.assetId as AssetId | null,
  payload: { storyId: about.storyId },
});
