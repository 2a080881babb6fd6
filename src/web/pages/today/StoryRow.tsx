import { useTranslation } from 'react-i18next';
import type { Story } from '../../../kernel/contract/routes/today.ts';
import { useSites } from '../../api/me.tsx';
import { AppLink } from '../../kit/navigation.tsx';
import { TimeAgo } from '../../kit/Time.tsx';
import type { StoryAction } from '../../module.ts';
import { StoryMark, StorySafe, StoryState, StoryWho } from './StoryFacts.tsx';
import { StoryButtons } from './StoryMenu.tsx';
import { StorySentence } from './StorySentence.tsx';
import type { StoryActs } from './use-story-acts.ts';

interface StoryRowProps {
  readonly story: Story;
  readonly href: string;
  readonly isActive: boolean;
  readonly isOpen: boolean;
  readonly isGone: boolean;
  readonly acts: StoryActs;
  onFocus(): void;
  onAct(action: StoryAction): void;
  onAccept(): void;
  onAssign(): void;
}

/** Mark · asset and site · sentence · since · who · when it is safe · what to do. */
export function StoryRow({ story, href, isActive, isOpen, isGone, acts, onFocus, onAct, onAccept, onAssign }: StoryRowProps) {
  const { t } = useTranslation('kernel');
  const isOneSite = useSites().length < 2;
  return (
    <div className="ct-story" data-open={isOpen || undefined} data-quiet={isGone || story.closedAt !== null || undefined}>
      <div className="ct-story-mark">
        <StoryMark story={story} />
      </div>
      <div className="ct-story-what">
        <div className="ct-story-name">
          <AppLink
            href={href}
            className="ct-story-link"
            data-story-link
            tabIndex={isActive ? 0 : -1}
            onFocus={onFocus}
            aria-current={isOpen || undefined}
          >
            <bdi>{story.subject.name}</bdi>
          </AppLink>
          {!isOneSite && <span className="ct-dimmed">{story.site.name}</span>}
          <StoryState story={story} />
        </div>
        <StorySentence story={story} />
      </div>
      <div className="ct-story-since">
        <span className="ct-hidden">{t('today.since')} </span>
        <TimeAgo at={story.closedAt ?? story.since} />
      </div>
      <div className="ct-story-who">
        <span className="ct-hidden">{t('today.who')} </span>
        <StoryWho story={story} />
      </div>
      <div className="ct-story-safe">{story.closedAt === null && <StorySafe story={story} />}</div>
      <StoryButtons story={story} acts={acts} onAct={onAct} onAccept={onAccept} onAssign={onAssign} />
    </div>
  );
}
