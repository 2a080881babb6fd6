import { type DragEvent, type KeyboardEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAction } from '../../../../web/api/index.ts';
import { ActionIcon, AppLink, IconDots, IconGripVertical, Menu, StatusMark, toast, useConfirm } from '../../../../web/kit/index.ts';
import { archiveGroup } from '../../contract/group-routes.ts';
import type { Group } from '../../contract/screen-shapes.ts';
import { EditGroupDialog } from '../dialogs/GroupDialog.tsx';
import { groupHref } from '../view/href.ts';
import { type Dragged, siteOf, startDrag } from './dragging.ts';
import { GroupSwatch } from './GroupSwatch.tsx';

interface GroupRowProps {
  readonly group: Group;
  readonly isChosen: boolean;
  readonly isFirst: boolean;
  readonly isLast: boolean;
  readonly mayManage: boolean;
  readonly dragged: Dragged | null;
  onDrag(dragged: Dragged | null): void;
  onDrop(): void;
  /** By so many places. */
  onMove(by: number): void;
}

const STEPS: Readonly<Record<string, number>> = { ArrowUp: -1, ArrowDown: 1 };

/** One group: leads to its screens, takes screens and other groups that are dropped on it. */
export function GroupRow({ group, isChosen, isFirst, isLast, mayManage, dragged, onDrag, onDrop, onMove }: GroupRowProps) {
  const { t } = useTranslation('screens');
  const [isOver, setOver] = useState(false);
  const takes = dragged !== null && siteOf(dragged) === group.site.id;
  const onDragOver = (event: DragEvent) => {
    if (!takes) return;
    event.preventDefault();
    setOver(true);
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    onDrop();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const by = STEPS[event.key];
    if (by === undefined) return;
    event.preventDefault();
    onMove(by);
  };
  return (
    <li
      className="sc-group"
      data-over={isOver || undefined}
      draggable={mayManage}
      onDragStart={(event) => {
        if (startDrag(event, group.name)) onDrag({ kind: 'group', group });
      }}
      onDragEnd={() => onDrag(null)}
      onDragOver={onDragOver}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      {mayManage && (
        <button type="button" className="sc-handle" aria-label={t('groups.handle', { name: group.name })} onKeyDown={onKeyDown}>
          <IconGripVertical size={16} aria-hidden />
        </button>
      )}
      <GroupSwatch colour={group.colour} />
      <AppLink href={groupHref(group.id)} className="sc-group-name" draggable={false} aria-current={isChosen ? 'true' : undefined}>
        <bdi>{group.name}</bdi>
        {group.description !== '' && <span className="sc-group-about">{group.description}</span>}
      </AppLink>
      {group.isActive || <StatusMark mark="muted" label={t('groups.inactive')} why={t('groups.inactiveWhy')} />}
      <span className="sc-dim ct-figures" title={t('groups.numberWhy')}>
        {t('groups.number', { number: group.number })}
      </span>
      <span className="sc-dim ct-figures sc-group-count">{t('screens.count', { count: group.screenCount })}</span>
      {mayManage && <GroupMenu group={group} isFirst={isFirst} isLast={isLast} onMove={onMove} />}
    </li>
  );
}

type GroupMenuProps = Pick<GroupRowProps, 'group' | 'isFirst' | 'isLast' | 'onMove'>;

function GroupMenu({ group, isFirst, isLast, onMove }: GroupMenuProps) {
  const { t } = useTranslation('screens');
  const [isEditing, setEditing] = useState(false);
  const archive = useArchive(group);
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon variant="subtle" color="gray" size={28} aria-label={t('groups.menu', { name: group.name })}>
            <IconDots size={16} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => setEditing(true)}>{t('groups.editDo')}</Menu.Item>
          <Menu.Item disabled={isFirst} onClick={() => onMove(-1)}>
            {t('groups.up')}
          </Menu.Item>
          <Menu.Item disabled={isLast} onClick={() => onMove(1)}>
            {t('groups.down')}
          </Menu.Item>
          <Menu.Item onClick={archive}>{t('groups.archiveDo')}</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {isEditing && <EditGroupDialog group={group} onClose={() => setEditing(false)} />}
    </>
  );
}

/** Only an empty group goes; otherwise it is said what is in the way. */
function useArchive({ id, name, screenCount }: Group): () => void {
  const { t } = useTranslation('screens');
  const ask = useConfirm();
  const { run } = useAction(archiveGroup);
  return () => {
    if (screenCount > 0) {
      toast.refused(null, t('groups.inUse', { name, count: screenCount }));
      return;
    }
    ask({
      title: t('groups.archiveTitle', { name }),
      body: t('groups.archiveAsk'),
      verb: t('groups.archive', { name }),
      tone: 'danger',
      run: async () => {
        await run({ id });
        toast.done(t('groups.archived', { name }));
      },
    });
  };
}
