import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Story } from '../../../kernel/contract/routes/today.ts';
import { useLoadMore } from '../../kit/table/use-load-more.ts';
import type { StoryAction } from '../../module.ts';
import { StoryRow } from './StoryRow.tsx';
import type { Queue } from './use-queue.ts';
import type { StoryActs } from './use-story-acts.ts';

interface StoryListProps {
  readonly queue: Queue;
  readonly active: number;
  readonly openId: string | undefined;
  readonly acts: StoryActs;
  hrefOf(story: Story): string;
  onActive(index: number): void;
  onAct(story: Story, action: StoryAction): void;
  onAccept(story: Story): void;
  onAssign(story: Story): void;
}

/** The rows, drawn only where they are seen. */
export function StoryList({ queue, active, openId, acts, hrefOf, onActive, onAct, onAccept, onAssign }: StoryListProps) {
  const { t } = useTranslation('kernel');
  const scroller = useRef<HTMLDivElement>(null);
  const { list } = queue;
  const rows = useVirtualizer({
    count: list.items.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => 62,
    overscan: 8,
    getItemKey: (index) => list.items[index]?.id ?? index,
  });
  const drawn = rows.getVirtualItems();
  useLoadMore(list, drawn.at(-1)?.index ?? 0);
  useEffect(() => rows.scrollToIndex(active), [rows, active]);
  return (
    <div className="ct-stories" ref={scroller}>
      <ul aria-label={t('today.title')} style={{ height: rows.getTotalSize() }}>
        {drawn.map(({ index, start, key }) => {
          const story = list.items[index];
          if (story === undefined) return null;
          return (
            <li key={key} data-index={index} ref={rows.measureElement} style={{ transform: `translateY(${start}px)` }}>
              <StoryRow
                story={story}
                href={hrefOf(story)}
                isActive={index === active}
                isOpen={story.id === openId}
                isGone={queue.gone.has(story.id)}
                acts={acts}
                onFocus={() => onActive(index)}
                onAct={(action) => onAct(story, action)}
                onAccept={() => onAccept(story)}
                onAssign={() => onAssign(story)}
              />
            </li>
          );
        })}
      </ul>
    </div>
  );
}
