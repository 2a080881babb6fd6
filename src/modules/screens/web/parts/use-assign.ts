import { useTranslation } from 'react-i18next';
import { useAction } from '../../../../web/api/index.ts';
import { toast } from '../../../../web/kit/index.ts';
import { assignScreens } from '../../contract/screen-routes.ts';
import type { Screen } from '../../contract/screen-shapes.ts';
import { byGroup } from '../view/assignment.ts';

type Target = { readonly id: string; readonly name: string } | null;

/** Puts screens into a group, or into none, and offers the way back. Rejects with the refusal. */
export function useAssign(): (screens: readonly Pick<Screen, 'id' | 'group'>[], group: Target) => Promise<void> {
  const { t } = useTranslation('screens');
  const { run } = useAction(assignScreens, { touches: ['assets', 'findings'] });
  return async (screens, group) => {
    const before = byGroup(screens);
    const { changed } = await run({ ids: screens.map(({ id }) => id), groupId: group?.id ?? null });
    if (changed === 0) return toast.done(t('assign.same'));
    const text = group === null ? t('assign.doneNone', { count: changed }) : t('assign.done', { count: changed, group: group.name });
    const undo = async () => {
      for (const { groupId, ids } of before) await run({ ids, groupId });
    };
    toast.done(text, { undo });
  };
}
