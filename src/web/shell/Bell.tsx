import { Indicator, Popover } from '@mantine/core';
import { useEffect, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Errand, listErrands } from '../../kernel/contract/routes/errands.ts';
import { PROGRESS } from '../api/live.ts';
import { useCan, useMe } from '../api/me.tsx';
import { type Answer, useRoute } from '../api/queries.ts';
import { ErrandCard } from '../kit/errands/ErrandCard.tsx';
import { IconBell } from '../kit/icons.ts';
import { ActionIcon } from '../kit/mantine.ts';
import { useHere } from '../kit/navigation.tsx';
import { ProblemState } from '../kit/states.tsx';
import { countNews, newestEnd, useLookedAt } from './looked-at.ts';

/** As many as one looks through; the counts tell when there are more. */
const MOST_OPEN = 50;
const MOST_ENDED = 15;

interface Errands {
  readonly open: readonly Errand[];
  readonly hasMoreOpen: boolean;
  readonly ended: readonly Errand[];
  readonly problem: Answer<unknown>['problem'];
}

/** Long work is found again here, by those who may see any. */
export function Bell() {
  return useCan('errands:read') ? <BellButton /> : null;
}

function BellButton() {
  const { t } = useTranslation('kernel');
  const { path } = useHere();
  // Another page closes it.
  const [openedOn, setOpenedOn] = useState<string | null>(null);
  const isOpened = openedOn === path;
  const setOpened = (next: boolean) => setOpenedOn(next ? path : null);
  const errands = useErrands();
  const news = useNews(errands.ended, isOpened);
  const running = errands.open.length;
  const label = [t('bell.label'), t('bell.running', { running }), ...(news > 0 ? [t('bell.news', { count: news })] : [])];
  return (
    <Popover
      opened={isOpened}
      onChange={(next) => (next || !isQuestionOpen()) && setOpened(next)}
      position="bottom-end"
      width="min(420px, calc(100vw - 16px))"
      trapFocus
      returnFocus
      withRoles={false}
      shadow="md"
    >
      <Indicator
        label={running > 0 ? `${running}${errands.hasMoreOpen ? '+' : ''}` : undefined}
        disabled={running === 0 && news === 0}
        size={running > 0 ? 16 : 10}
        offset={6}
      >
        <Popover.Target>
          <ActionIcon
            variant="subtle"
            color="gray"
            size={32}
            aria-label={label.join(', ')}
            aria-haspopup="dialog"
            aria-expanded={isOpened}
            onClick={() => setOpened(!isOpened)}
          >
            <IconBell size={18} aria-hidden />
          </ActionIcon>
        </Popover.Target>
      </Indicator>
      <Popover.Dropdown className="ct-bell-panel" role="dialog" tabIndex={-1} aria-label={t('bell.label')}>
        <Panel errands={errands} />
      </Popover.Dropdown>
    </Popover>
  );
}

function Panel({ errands: { open, ended, problem } }: { readonly errands: Errands }) {
  const { t } = useTranslation('kernel');
  if (problem !== null && open.length + ended.length === 0) return <ProblemState problem={problem} />;
  if (open.length + ended.length === 0) return <p className="ct-bell-empty">{t('bell.empty')}</p>;
  return (
    <>
      <Part title={t('bell.open')} errands={open} />
      <Part title={t('bell.ended')} errands={ended} />
    </>
  );
}

function Part({ title, errands }: { readonly title: string; readonly errands: readonly Errand[] }) {
  const id = useId();
  if (errands.length === 0) return null;
  return (
    <section aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      {errands.map((errand) => (
        <ErrandCard key={errand.id} errand={errand} />
      ))}
    </section>
  );
}

function useErrands(): Errands {
  const open = useRoute(listErrands, { state: 'open', limit: MOST_OPEN }, { live: [PROGRESS] });
  const ended = useRoute(listErrands, { state: 'ended', limit: MOST_ENDED });
  return {
    open: open.value?.items ?? [],
    hasMoreOpen: (open.value?.nextCursor ?? null) !== null,
    ended: ended.value?.items ?? [],
    problem: open.problem ?? ended.problem,
  };
}

/** How many ends there are to look at; none while one looks. */
function useNews(ended: readonly Errand[], isLooking: boolean): number {
  const [lookedAt, look] = useLookedAt(useMe().id);
  const newest = newestEnd(ended, lookedAt);
  useEffect(() => {
    if (isLooking && newest !== lookedAt) look(newest);
  }, [isLooking, newest, lookedAt, look]);
  return isLooking ? 0 : countNews(ended, lookedAt);
}

/** A question whether to stop stands above the panel, which stays. */
const isQuestionOpen = (): boolean => document.querySelector('[data-question] [role=dialog]') !== null;
