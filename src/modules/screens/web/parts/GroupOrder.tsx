import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { asProblem, useAction, useCan } from '../../../../web/api/index.ts';
import { toast } from '../../../../web/kit/index.ts';
import { orderGroups } from '../../contract/group-routes.ts';
import type { Group } from '../../contract/screen-shapes.ts';
import { inOrder, moved } from '../view/order.ts';
import type { Dragged } from './dragging.ts';
import { GroupRow } from './GroupRow.tsx';

interface GroupOrderProps {
  readonly label: string;
  /** Of one site, in their order. */
  readonly groups: readonly Group[];
  readonly chosen: string | undefined;
  readonly dragged: Dragged | null;
  onDrag(dragged: Dragged | null): void;
  /** A screen was dropped on a group. */
  onPut(group: Group): void;
}

/** The groups of one site: moved by drag, by arrow keys on their handles, or from their menus. */
export function GroupOrder({ label, groups, chosen, dragged, onDrag, onPut }: GroupOrderProps) {
  const { t } = useTranslation('screens');
  const [order, setOrder] = useState<readonly string[] | null>(null);
  const [news, setNews] = useState('');
  const { run } = useAction(orderGroups);
  const mayManage = useCan('screens:manage', groups[0]?.site.id);
  const shown = order === null ? groups : inOrder(groups, order);
  const ids = shown.map(({ id }) => id);
  const move = async ({ id, name }: Group, to: number) => {
    const next = moved(ids, id, to);
    if (String(next) === String(ids)) return;
    setOrder(next);
    setNews(t('groups.moved', { name, place: next.indexOf(id) + 1, count: next.length }));
    try {
      await run({ siteId: groups[0]?.site.id, ids: [...next] });
    } catch (thrown) {
      toast.refused(asProblem(thrown));
    }
    // What was asked for meanwhile stays in sight until it is answered as well.
    setOrder((current) => (current === next ? null : current));
  };
  const drop = (target: Group, place: number) => {
    if (dragged?.kind === 'group') void move(dragged.group, place);
    else onPut(target);
    onDrag(null);
  };
  return (
    <>
      <p className="ct-hidden" role="status">
        {news}
      </p>
      <ol className="sc-order" aria-label={label}>
        {shown.map((group, place) => (
          <GroupRow
            key={group.id}
            group={group}
            isChosen={group.id === chosen}
            isFirst={place === 0}
            isLast={place === shown.length - 1}
            mayManage={mayManage}
            dragged={dragged}
            onDrag={onDrag}
            onDrop={() => drop(group, place)}
            onMove={(by) => void move(group, place + by)}
          />
        ))}
      </ol>
    </>
  );
}
