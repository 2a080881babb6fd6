import type { FindingAction } from '../../../web/module.ts';
import { type HostTab, hostHref } from './view/host-href.ts';

const toHost = (labelKey: string, tab: HostTab): FindingAction => ({
  labelKey,
  href: (action, story) => {
    const id = action.assetId ?? story.subject.assetId;
    return id === null ? '/bans/hosts' : hostHref(id, tab);
  },
});

/** What Today's buttons do for findings of this module, by the keys that its rules name. */
export const bansFindingActions: Readonly<Record<string, FindingAction>> = {
  'bans.look': toHost('actions.bans.look', 'overview'),
};
