import { type ComponentType, lazy } from 'react';
import { useTranslation } from 'react-i18next';
import type { Story } from '../../../kernel/contract/routes/today.ts';
import { FetchedDialog } from '../../kit/FetchedDialog.tsx';
import { fetched } from '../../kit/fetched.ts';
import { useGo } from '../../kit/navigation.tsx';
import type { FindingAction, FindingActionProps, StoryAction } from '../../module.ts';
import { WEB_MODULES } from '../../modules.ts';

/** An action that somebody has begun and whose dialog is open. */
export interface Begun {
  readonly story: Story;
  readonly action: StoryAction;
}

/** Actions of findings that the console's own rooms raise, by room. */
const OWN_ACTIONS: Readonly<Record<string, Readonly<Record<string, FindingAction>>>> = {
  telling: {
    'telling.openSites': { labelKey: 'actions.openSites', href: () => '/settings/telling' },
    'telling.openDeliveries': { labelKey: 'actions.openDeliveries', href: () => '/settings/deliveries?state=failed' },
  },
};

const actionsOfModule = (module: string) => WEB_MODULES.find(({ name }) => name === module)?.findingActions ?? OWN_ACTIONS[module];

/** What the pages know to do for an action; undefined for one that this build does not know. */
const knownAction = (action: StoryAction): FindingAction | undefined => actionsOfModule(action.module)?.[action.key];

/** Actions of a story that this page can carry out, the primary one first. */
export const doableActions = (story: Story): readonly StoryAction[] => story.actions.filter((action) => knownAction(action) !== undefined);

/** Label of an action; where a story has several assets, with the asset's name. */
export function useActionLabel(): (action: StoryAction, story: Story) => string {
  const { t } = useTranslation('kernel');
  return (action, story) => {
    const known = knownAction(action);
    const label = known === undefined ? action.key : t(`${action.module}:${known.labelKey}`);
    return action.assetName === null || action.assetName === story.subject.name ? label : `${label}: ${action.assetName}`;
  };
}

/** Begins an action: goes to its page, or opens its dialog by `onBegin`. */
export function useBeginAction(onBegin: (begun: Begun) => void): (begun: Begun) => void {
  const go = useGo();
  return (begun) => {
    const known = knownAction(begun.action);
    if (known === undefined) return;
    if ('href' in known) go(known.href(begun.action, begun.story));
    else onBegin(begun);
  };
}

const dialogs = new Map<string, ComponentType<FindingActionProps>>();

// A lazy component must stay the same one from drawing to drawing.
function dialogOf(action: StoryAction): ComponentType<FindingActionProps> | null {
  const known = knownAction(action);
  if (known === undefined || !('load' in known)) return null;
  const made = dialogs.get(action.key) ?? lazy(fetched(known.load));
  dialogs.set(action.key, made);
  return made;
}

/** The dialog of the action that was begun. */
export function ActionDialog({ begun, onClose }: { readonly begun: Begun | null; onClose(): void }) {
  if (begun === null) return null;
  const Dialog = dialogOf(begun.action);
  if (Dialog === null) return null;
  return (
    <FetchedDialog name={begun.action.key} onClose={onClose}>
      <Dialog story={begun.story} action={begun.action} onClose={onClose} />
    </FetchedDialog>
  );
}
