import { type DragEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Can, useSites } from '../../../../web/api/index.ts';
import {
  AppLink,
  attempt,
  Button,
  EmptyState,
  IconPlus,
  LoadingLines,
  Page,
  ProblemState,
  useGo,
  useUrlFilters,
} from '../../../../web/kit/index.ts';
import type { Group } from '../../contract/screen-shapes.ts';
import { AddGroupDialog } from '../dialogs/GroupDialog.tsx';
import type { Dragged } from '../parts/dragging.ts';
import { GroupOrder } from '../parts/GroupOrder.tsx';
import { Members } from '../parts/Members.tsx';
import { useAssign } from '../parts/use-assign.ts';
import { useGroups } from '../parts/use-counts.ts';
import { FILTER_SHAPE, NO_GROUP } from '../view/filters.ts';
import { groupHref } from '../view/href.ts';
import '../parts/screens.css';

const SHAPE = { group: FILTER_SHAPE.group };

/** Groups in their order beside the screens of one of them. */
export default function GroupsPage() {
  const { t } = useTranslation('screens');
  const groups = useGroups();
  return (
    <Page title={t('groups.title')} actions={<AddButton />}>
      {groups.isLoading && <LoadingLines />}
      {groups.problem !== null && groups.items.length === 0 && <ProblemState problem={groups.problem} onRetry={groups.refetch} />}
      {!groups.isLoading && groups.problem === null && <Groups groups={groups.items} />}
    </Page>
  );
}

function Groups({ groups }: { readonly groups: readonly Group[] }) {
  const { t } = useTranslation('screens');
  const [{ group: chosen }] = useUrlFilters(SHAPE);
  const [dragged, setDragged] = useState<Dragged | null>(null);
  const assign = useAssign();
  const hasSites = useSites().length > 1;
  const sites = [...Map.groupBy(groups, ({ site }) => site.id).values()];
  const shown = groups.find(({ id }) => id === chosen) ?? null;
  const put = (target: Group | null) => {
    if (dragged?.kind !== 'screen') return;
    const { screen } = dragged;
    setDragged(null);
    attempt(() => assign([screen], target));
  };
  return (
    <div className="sc-groups">
      <div>
        {groups.length === 0 && (
          <EmptyState title={t('groups.empty')} action={<AddButton />}>
            {t('groups.emptyText')}
          </EmptyState>
        )}
        {sites.map((those) => {
          const [first] = those;
          const site = first?.site.name ?? '';
          return (
            <div key={first?.site.id}>
              {hasSites && <h2 className="sc-site">{site}</h2>}
              <GroupOrder
                label={hasSites ? t('groups.orderOf', { site }) : t('groups.order')}
                groups={those}
                chosen={chosen}
                dragged={dragged}
                onDrag={setDragged}
                onPut={put}
              />
            </div>
          );
        })}
        <Unassigned isChosen={shown === null} isTaking={dragged?.kind === 'screen'} onPut={() => put(null)} />
        {groups.length > 0 && <p className="sc-dim">{t('groups.about')}</p>}
      </div>
      <Members key={shown?.id ?? NO_GROUP} group={shown} onDrag={setDragged} />
    </div>
  );
}

interface UnassignedProps {
  readonly isChosen: boolean;
  readonly isTaking: boolean;
  onPut(): void;
}

/** Below the groups: what is dropped here is in none. */
function Unassigned({ isChosen, isTaking, onPut }: UnassignedProps) {
  const { t } = useTranslation('screens');
  const [isOver, setOver] = useState(false);
  const onDragOver = (event: DragEvent) => {
    if (!isTaking) return;
    event.preventDefault();
    setOver(true);
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    onPut();
  };
  return (
    <ul className="sc-order" aria-label={t('noGroup')}>
      <li
        className="sc-group sc-none"
        data-over={isOver || undefined}
        onDragOver={onDragOver}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
      >
        <AppLink href={groupHref(NO_GROUP)} className="sc-group-name" draggable={false} aria-current={isChosen ? 'true' : undefined}>
          {t('noGroup')}
        </AppLink>
      </li>
    </ul>
  );
}

function AddButton() {
  const { t } = useTranslation('screens');
  const go = useGo();
  const [isAdding, setAdding] = useState(false);
  return (
    <Can do="screens:manage">
      <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setAdding(true)}>
        {t('groups.add')}
      </Button>
      {isAdding && <AddGroupDialog onAdded={({ id }) => go(groupHref(id), { replace: true })} onClose={() => setAdding(false)} />}
    </Can>
  );
}
