import { useTranslation } from 'react-i18next';
import { useAction } from '../../../../web/api/index.ts';
import { toast } from '../../../../web/kit/index.ts';
import { assignScreens } from '../../contract/screen-routes.ts';
import type { Screen } from '../../contract/screen-shapes.ts';
import { assignments, placesOf } from '../view/assignment.ts';

type Target = { readonly id: string; readonly name: string } | null;

/** Puts screens of one site into a group, or into none, and offers the way back. Rejects with the refusal. */
export function useAssign(): (screens: readonly Pick<Screen, 'id' | 'site' | 'group'>[], group: Target) => Promise<void> {
  const { t } = useTranslation('screens');
  const { run } = useAction(assignScreens, { touches: ['assets', 'findings'] });
  return async (screens, group) => {
    const siteId = screens[0]?.site.id;
    const before = placesOf(screens);
    const send = async (ids: readonly string[], groupId: string | null): Promise<number> => {
      let changed = 0;
      for (const some of assignments(ids)) changed += (await run({ siteId, ids: [...some], groupId })).changed;
      return changed;
    };
    const changed = await send(
      screens.map(({ id }) => id),
      group?.id ?? null,
    );
    if (changed === 0) return toast.done(t('assign.same'));
    const text = group === null ? t('assign.doneNone', { count: changed }) : t('assign.done', { count: changed, group: group.name });
    const undo = async () => {
      for (const { groupId, ids } of before) await send(ids, groupId);
    };
    toast.done(text, { undo });
  };
}
