import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { type Story, TABS } from '../../../kernel/contract/routes/today.ts';
import { useMediaQuery } from '../../kit/mantine.ts';
import { useHere, useSiteFilter, useUrlFilters } from '../../kit/navigation.tsx';
import { Page } from '../../kit/Page.tsx';
import { LoadingLines, ProblemState } from '../../kit/states.tsx';
import { ActionDialog, type Begun, useBeginAction } from './finding-actions.tsx';
import { NothingToDo } from './NothingToDo.tsx';
import { StoryDetail } from './StoryDetail.tsx';
import { type Asked, StoryDialogs } from './StoryDialogs.tsx';
import { StoryList } from './StoryList.tsx';
import { TodayFilters } from './TodayFilters.tsx';
import { NewsBar, TodayTabs } from './TodayTabs.tsx';
import { type Queue, useQueue } from './use-queue.ts';
import { useStoryActs } from './use-story-acts.ts';
import { useTodayKeys } from './use-today-keys.ts';

const FILTERS = { tab: z.enum(TABS), q: z.string(), severity: z.string(), module: z.string(), story: z.uuid() };

/** The queue of everything that needs a person. */
export default function TodayPage() {
  const { t } = useTranslation('kernel');
  const [{ tab = 'anyone', story: openId, ...filters }, change] = useUrlFilters(FILTERS);
  const siteId = useSiteFilter();
  const queue = useQueue(withoutGaps({ tab, siteId, ...filters }));
  const isNarrow = useMediaQuery('(max-width: 1199px)', false, { getInitialValueInEffect: false });
  const isDetailAlone = isNarrow && openId !== undefined;
  return (
    <Page
      title={t('today.title')}
      fit="fill"
      filters={isDetailAlone ? undefined : <TodayFilters filters={filters} onChange={change} />}
      {...(isDetailAlone
        ? {}
        : { aside: <TodayTabs tab={tab} counts={queue.counts} onTab={(next) => change({ tab: next, story: null })} /> })}
    >
      <Desk
        queue={queue}
        tab={tab}
        openId={openId}
        isNarrow={isNarrow}
        isFiltered={Object.values(filters).some(Boolean)}
        onOpen={(id) => change({ story: id })}
      />
    </Page>
  );
}

type Given<T> = { [Name in keyof T]?: Exclude<T[Name], undefined> };

/** Filters that are not set are not sent. */
const withoutGaps = <T extends object>(filters: T): Given<T> =>
  Object.fromEntries(Object.entries(filters).filter(([, value]) => value !== undefined)) as Given<T>;

interface DeskProps {
  readonly queue: Queue;
  readonly tab: (typeof TABS)[number];
  readonly openId: string | undefined;
  readonly isNarrow: boolean;
  readonly isFiltered: boolean;
  onOpen(id: string | null): void;
}

/** The list, the open story, and the dialogs over both. */
function Desk({ queue, tab, openId, isNarrow, isFiltered, onOpen }: DeskProps) {
  const [active, setActive] = useState(0);
  const [begun, setBegun] = useState<Begun | null>(null);
  const [asked, setAsked] = useState<Asked>(null);
  const acts = useStoryActs(queue.replace);
  const begin = useBeginAction(setBegun);
  const hrefOf = useStoryHref();
  const { list } = queue;
  const onAct = (story: Story, action: Begun['action']) => begin({ story, action });
  useTodayKeys({
    queue,
    active,
    onActive: setActive,
    openId,
    onOpen,
    onAct,
    acts,
    onSnooze: (story) => setAsked({ what: 'snooze', story }),
  });

  const isAlone = isNarrow && openId !== undefined;
  return (
    <>
      {!isAlone && <NewsBar count={queue.newCount} onShow={queue.showNew} />}
      <div className="ct-desk" data-split={(openId !== undefined && !isNarrow) || undefined}>
        {!isAlone && (
          <Stories queue={queue} tab={tab} isFiltered={isFiltered}>
            <StoryList
              queue={queue}
              active={Math.min(active, Math.max(0, list.items.length - 1))}
              openId={openId}
              acts={acts}
              hrefOf={hrefOf}
              onActive={setActive}
              onAct={onAct}
              onAccept={(story) => setAsked({ what: 'accept', story })}
              onAssign={(story) => setAsked({ what: 'assign', story })}
            />
          </Stories>
        )}
        {openId !== undefined && (
          <StoryDetail
            key={openId}
            id={openId}
            acts={acts}
            isAlone={isNarrow}
            onClose={() => onOpen(null)}
            onAct={onAct}
            onAsk={(what, story) => setAsked({ what, story })}
          />
        )}
      </div>
      <ActionDialog begun={begun} onClose={() => setBegun(null)} />
      <StoryDialogs asked={asked} acts={acts} onChanged={queue.replace} onClose={() => setAsked(null)} />
    </>
  );
}

/** Loading, refused, empty, or the list. */
function Stories({
  queue,
  tab,
  isFiltered,
  children,
}: Pick<DeskProps, 'queue' | 'tab' | 'isFiltered'> & { readonly children: React.ReactNode }) {
  const { list } = queue;
  if (list.isLoading) return <LoadingLines lines={10} />;
  if (list.problem !== null && list.items.length === 0) return <ProblemState problem={list.problem} onRetry={list.refetch} />;
  if (list.items.length === 0) return <NothingToDo tab={tab} isFiltered={isFiltered} counts={queue.counts} />;
  return children;
}

/** The address of Today with this story open and the filters kept. */
function useStoryHref(): (story: Story) => string {
  const { href } = useHere();
  return (story) => {
    const url = new URL(href, 'http://caretaker');
    url.searchParams.set('story', story.id);
    return `${url.pathname}${url.search}`;
  };
}
