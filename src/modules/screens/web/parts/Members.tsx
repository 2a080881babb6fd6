import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCan, useList } from '../../../../web/api/index.ts';
import { AppLink, Button, EmptyState, LoadingLines, ProblemState, Section, TimeAgo, useSiteFilter } from '../../../../web/kit/index.ts';
import { listScreens } from '../../contract/screen-routes.ts';
import type { Group, Screen } from '../../contract/screen-shapes.ts';
import { AssignDialog } from '../dialogs/AssignDialog.tsx';
import { listInput, NO_GROUP } from '../view/filters.ts';
import { screenHref } from '../view/href.ts';
import { type Dragged, startDrag } from './dragging.ts';
import { ScreenStatus } from './ScreenStatus.tsx';
import { useRenewed } from './use-renewed.ts';

interface MembersProps {
  /** Null: the screens in no group. */
  readonly group: Group | null;
  onDrag(dragged: Dragged | null): void;
}

/** The screens of one group, to be dragged or put elsewhere. */
export function Members({ group, onDrag }: MembersProps) {
  const { t } = useTranslation('screens');
  const siteId = useSiteFilter();
  const mayManage = useCan('screens:manage', group?.site.id);
  const [chosen, setChosen] = useState<Screen | null>(null);
  const input = listInput({ group: group?.id ?? NO_GROUP });
  const screens = useList(
    listScreens,
    { limit: 100, sort: 'name', ...input, ...(siteId === undefined ? {} : { siteId }) },
    { live: ['assets'] },
  );
  useRenewed(screens.refetch);
  const title = group === null ? t('groups.screensOfNone') : t('groups.screensOf', { name: group.name });
  return (
    <Section title={title} {...(mayManage ? { about: t('groups.dragHelp') } : {})}>
      {screens.isLoading && <LoadingLines lines={3} />}
      {screens.problem !== null && screens.items.length === 0 && <ProblemState problem={screens.problem} onRetry={screens.refetch} />}
      {!screens.isLoading && screens.problem === null && screens.items.length === 0 && (
        <EmptyState title={t(group === null ? 'groups.emptyNone' : 'screens.emptyGroup')} />
      )}
      <ul className="sc-members">
        {screens.items.map((screen) => (
          <Member key={screen.id} screen={screen} mayManage={mayManage} onDrag={onDrag} onChoose={() => setChosen(screen)} />
        ))}
      </ul>
      {screens.hasMore && (
        <Button mt="sm" size="compact-sm" variant="default" loading={screens.isLoadingMore} onClick={screens.loadMore}>
          {t('screens.loadMore')}
        </Button>
      )}
      {chosen !== null && <AssignDialog screens={[chosen]} onClose={() => setChosen(null)} />}
    </Section>
  );
}

interface MemberProps {
  readonly screen: Screen;
  readonly mayManage: boolean;
  onDrag(dragged: Dragged | null): void;
  onChoose(): void;
}

function Member({ screen, mayManage, onDrag, onChoose }: MemberProps) {
  const { t } = useTranslation('screens');
  return (
    <li
      draggable={mayManage}
      onDragStart={(event) => {
        if (startDrag(event, screen.name)) onDrag({ kind: 'screen', screen });
      }}
      onDragEnd={() => onDrag(null)}
    >
      <AppLink href={screenHref(screen.id)} className="sc-row-name" draggable={false}>
        <bdi>{screen.name}</bdi>
      </AppLink>
      <span className="sc-member-state">
        <ScreenStatus screen={screen} />
      </span>
      <span className="sc-dim sc-end">
        <TimeAgo at={screen.lastAlive} none={t('never')} />
      </span>
      {mayManage && (
        <Button size="compact-sm" variant="default" aria-label={t('assign.doFor', { name: screen.name })} onClick={onChoose}>
          {t('assign.do')}
        </Button>
      )}
    </li>
  );
}
