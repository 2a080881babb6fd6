import type { FindingAction } from '../../../web/module.ts';
import { ENROL_PAGE, SCREENS_PAGE, type ScreenTab, screenHref } from './view/href.ts';

const toScreen = (name: string, tab: ScreenTab): FindingAction => ({
  labelKey: `actions.screens.${name}`,
  href: (action, story) => {
    const id = action.assetId ?? story.subject.assetId;
    return id === null ? SCREENS_PAGE : screenHref(id, tab);
  },
});

/** What Today's buttons do for findings of this module, by the keys that its rules name: they lead to where it is done. */
export const screensFindingActions: Readonly<Record<string, FindingAction>> = {
  'screens.look': toScreen('look', 'overview'),
  'screens.clearServiceFailed': toScreen('clearServiceFailed', 'overview'),
  'screens.edit': toScreen('edit', 'edit'),
  'screens.lookAtCommands': toScreen('lookAtCommands', 'commands'),
  'screens.lookAtScreens': toScreen('lookAtScreens', 'overview'),
  'screens.makeCode': { labelKey: 'actions.screens.makeCode', load: () => import('./today/MakeCode.tsx') },
  'screens.sharedAccount': { labelKey: 'actions.screens.sharedAccount', href: () => ENROL_PAGE },
  'screens.decideHeld': { labelKey: 'actions.screens.decideHeld', href: () => ENROL_PAGE },
};
