import { useTranslation } from 'react-i18next';
import type { Story } from '../../../kernel/contract/routes/today.ts';
import { useKeys } from '../../kit/keys.tsx';
import type { StoryAction } from '../../module.ts';
import { doableActions } from './finding-actions.tsx';
import type { Queue } from './use-queue.ts';
import type { StoryActs } from './use-story-acts.ts';

interface TodayKeys {
  readonly queue: Queue;
  readonly active: number;
  readonly openId: string | undefined;
  readonly acts: StoryActs;
  onActive(index: number): void;
  onOpen(id: string | null): void;
  onAct(story: Story, action: StoryAction): void;
  onSnooze(story: Story): void;
}

const focusRow = (index: number): void => {
  requestAnimationFrame(() => document.querySelector<HTMLElement>(`.ct-stories [data-index="${index}"] [data-story-link]`)?.focus());
};

/** `j k` move, `Enter` opens, `a` acknowledges, `s` snoozes, `e` acts, `Escape` closes. */
export function useTodayKeys({ queue, active, openId, acts, onActive, onOpen, onAct, onSnooze }: TodayKeys): void {
  const { t } = useTranslation('kernel');
  const { items } = queue.list;
  const move = (to: number) => {
    const next = Math.max(0, Math.min(items.length - 1, to));
    onActive(next);
    focusRow(next);
  };
  const withStory = (run: (story: Story) => void) => () => {
    const story = items[active];
    if (story !== undefined) run(story);
  };
  const mayChange = (run: (story: Story) => void) => withStory((story) => story.mayAct && story.closedAt === null && run(story));
  useKeys([
    { key: 'j', label: t('keys.next'), run: () => move(active + 1) },
    { key: 'k', label: t('keys.previous'), run: () => move(active - 1) },
    { key: 'Enter', label: t('keys.open'), run: withStory((story) => onOpen(story.id)) },
    { key: 'a', label: t('today.act.acknowledge'), run: mayChange((story) => acts.acknowledge(story)) },
    { key: 's', label: t('today.act.snooze'), run: mayChange(onSnooze) },
    {
      key: 'e',
      label: t('keys.act'),
      run: withStory((story) => {
        const [primary] = doableActions(story);
        if (primary !== undefined) onAct(story, primary);
      }),
    },
    {
      key: 'Escape',
      label: t('keys.close'),
      run: () => {
        if (openId !== undefined) onOpen(null);
        focusRow(active);
      },
    },
  ]);
}
